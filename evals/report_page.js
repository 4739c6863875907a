const fields = ["verdict", "kind", "text"].map((id) => document.getElementById(id));
const rows = [...document.querySelectorAll(".question")];
function filter() {
  const [verdict, kind, text] = fields.map((field) => field.value.toLowerCase());
  let shown = 0;
  for (const row of rows) {
    row.hidden =
      (verdict !== "" && row.dataset.verdict !== verdict) ||
      (kind !== "" && row.dataset.kind !== kind) ||
      !row.textContent.toLowerCase().includes(text);
    shown += row.hidden ? 0 : 1;
  }
  document.getElementById("shown").value = `${shown} of ${rows.length}`;
}
for (const field of fields) field.addEventListener("input", filter);
document.querySelector("form.filters").addEventListener("submit", (event) => event.preventDefault());
filter();

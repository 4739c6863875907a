"use strict";
// The page reads well without this: it adds the theme button, the filters and links that open a question.
{
  const remembered = {
    get theme() { try { return localStorage.getItem("motamot-theme"); } catch { return null; } },
    set theme(name) { try { localStorage.setItem("motamot-theme", name); } catch { /* private window */ } },
  };
  const root = document.documentElement;
  if (["light", "dark"].includes(remembered.theme)) root.style.colorScheme = remembered.theme;

  const theme = () => {
    const button = document.querySelector("button.theme");
    const system = matchMedia("(prefers-color-scheme: dark)");
    const other = () => {
      const now = root.style.colorScheme || (system.matches ? "dark" : "light");
      return now === "dark" ? "light" : "dark";
    };
    const name = () => { button.textContent = `${other() === "dark" ? "Dark" : "Light"} theme`; };
    button.addEventListener("click", () => {
      root.style.colorScheme = remembered.theme = other();
      name();
    });
    system.addEventListener("change", name);
    name();
    button.hidden = false;
  };

  const folded = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[’‘]/g, "'").toLowerCase().split(/\s+/).filter(Boolean).join(" ");

  const questions = (form) => {
    const list = document.querySelector(".list");
    const rows = [...list.children].map((element, place) => {
      const { verdict, kind, split, tag, document: paths, change, confidence } = element.dataset;
      const values = {
        verdict: [verdict], kind: [kind], split: [split], change: [change],
        tag: JSON.parse(tag), document: JSON.parse(paths),
      };
      const sure = confidence === "" ? null : Number(confidence);
      return { element, place, values, sure, words: folded(element.textContent) };
    });
    const selects = [...form.querySelectorAll("select:not([name=order])")];
    const chips = [...form.querySelectorAll("input[name=verdict]")];
    const chosen = () => {
      const wanted = new Map(selects.filter((each) => each.value !== "").map((each) => [each.name, [each.value]]));
      const verdicts = chips.filter((chip) => chip.checked).map((chip) => chip.value);
      if (verdicts.length) wanted.set("verdict", verdicts);
      return wanted;
    };
    const order = { up: 1, down: -1 };

    const update = () => {
      const wanted = chosen();
      const words = folded(form.elements.namedItem("words").value).split(" ");
      const meets = (row, name) => !wanted.has(name) || wanted.get(name).some((value) => row.values[name].includes(value));
      const said = rows.filter((row) => words.every((word) => row.words.includes(word)));
      const names = [...wanted.keys()];
      const left = said.filter((row) => names.every((name) => meets(row, name)));
      const count = (name, value) =>
        said.filter((row) => row.values[name].includes(value) && names.every((other) => other === name || meets(row, other))).length;
      for (const row of rows) row.element.hidden = true;
      for (const row of left) row.element.hidden = false;
      for (const chip of chips) chip.parentElement.querySelector(".count").textContent = count("verdict", chip.value);
      for (const select of selects) {
        for (const option of select.options) {
          if (option.value !== "") option.textContent = `${option.value} (${count(select.name, option.value)})`;
        }
      }
      form.querySelector("output").value = `${left.length} of ${rows.length} questions`;
      document.querySelector(".none").hidden = left.length > 0;
    };
    const sort = () => {
      const way = order[form.elements.namedItem("order").value] ?? 0;
      const by = (one, other) => {
        if (!way) return one.place - other.place;
        if (one.sure === null || other.sure === null) return (one.sure === null) - (other.sure === null);
        return way * (one.sure - other.sure) || one.place - other.place;
      };
      list.append(...[...rows].sort(by).map((row) => row.element));
    };
    const unfold = form.querySelector(".unfold");
    unfold.addEventListener("click", () => {
      const open = unfold.textContent.startsWith("Open");
      for (const row of rows) if (!open || !row.element.hidden) row.element.open = open;
      unfold.textContent = open ? "Close all" : "Open all shown";
    });
    form.addEventListener("input", (event) => (event.target.name === "order" ? sort() : update()));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { update(); sort(); }));

    const openTarget = () => {
      let id = "";
      try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
      const row = rows.find((each) => each.element.id === id);
      if (!row) return;
      if (row.element.hidden) { form.reset(); for (const each of rows) each.element.hidden = false; }
      row.element.open = true;
      row.element.scrollIntoView();
      row.element.querySelector("summary").focus({ preventScroll: true });
    };
    addEventListener("hashchange", openTarget);
    list.addEventListener("click", (event) => {
      const row = event.target.closest("summary")?.parentElement;
      if (row?.matches(".question") && !row.open) history.replaceState(null, "", `#${encodeURIComponent(row.id)}`);
    });
    update();
    form.hidden = false;
    addEventListener("load", openTarget); // later, the browser's own move to the target would take the focus
  };

  document.addEventListener("DOMContentLoaded", () => {
    theme();
    const form = document.querySelector("form.filters");
    if (form) questions(form);
  });
}

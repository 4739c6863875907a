"""The second question set: 150 French documents that are not shipped, on many subjects.

It is there so that nothing can be fitted to the first corpus. The repository holds which documents
(`documents.json`: id in the data, path in the corpus, split, SHA-256) and the questions
(`questions.jsonl`), whose evidence is given by place and not by copied sentences:

    {"id": "s001", "kind": "definition", "split": "test", "question": "…", "answerable": true,
     "docs": ["folder/file.md"], "answers": ["…"],
     "evidence_at": [{"document": "folder/file.md", "start": 10, "end": 90}]}

A place counts characters of the document's text as `read_documents` gives it, `end` excluded. All else
is as in `evals/questions.py`. `python -m evals.second --data DIR` makes the corpus and runs the set.
"""

for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  table.querySelectorAll("thead th").forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const sign = head.getAttribute("aria-sort") === "descending" ? 1 : -1;
      for (const other of table.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
      const key = (row) => {
        const text = row.cells[place].textContent.trim();
        if (!head.classList.contains("n")) return text;
        return /-?\d[\d,]*(\.\d+)?/.exec(text)?.[0].replaceAll(",", "") ?? "-Infinity";
      };
      const rows = [...body.rows].map((row) => [key(row), row]);
      rows.sort(([a], [b]) => sign * (a === "" || b === "" || isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b));
      body.append(...rows.map(([, row]) => row));
    });
  });
}
const said = document.getElementById("said");
const field = (tag, name) => {
  const label = document.createElement("label"), input = document.createElement(tag);
  label.append(name, " ", input);
  return [label, input];
};
for (const table of document.querySelectorAll("main table")) {
  const rows = [...table.tBodies[0].rows];
  if (rows.length <= 20) continue;
  const box = document.createElement("div");
  box.className = "find";
  const [label, input] = field("input", "Find by name");
  input.type = "search";
  box.append(label);
  const place = [...table.tHead.rows[0].cells].findIndex((head) => head.textContent.trim() === "verdict");
  const verdict = (row) => row.cells[place].querySelector("b")?.textContent.trim() ?? "";
  const words = place < 0 ? [] : [...new Set(rows.map(verdict))].filter(Boolean);
  const [chosen, select] = field("select", "Verdict");
  if (words.length > 1) {
    select.append(new Option("all", ""), ...words.map((word) => new Option(word, word)));
    box.append(chosen);
  }
  const filter = () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of rows) {
      const isNamed = row.cells[0].textContent.toLowerCase().includes(wanted);
      row.hidden = !isNamed || (select.value !== "" && verdict(row) !== select.value);
    }
    said.textContent = wanted || select.value ? `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows` : "";
  };
  input.addEventListener("input", filter);
  select.addEventListener("change", filter);
  table.closest(".wide").before(box);
}

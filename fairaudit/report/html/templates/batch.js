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

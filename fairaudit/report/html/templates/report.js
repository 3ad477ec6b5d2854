
"use strict";
(() => {
  const said = document.getElementById("said");
  const say = text => { said.textContent = text; };
  const numberIn = text => {
    const found = /-?\d[\d,]*(\.\d+)?/.exec(text);
    return found ? parseFloat(found[0].replaceAll(",", "")) : NaN;
  };
  const shown = cell => (cell.firstElementChild?.tagName === "BDI" || !cell.firstChild ? cell : cell.firstChild).textContent.trim();
  const compare = (column, numeric, sign) => (left, right) => {
    const [a, b] = [left, right].map(row => shown(row.cells[column]));
    if (!numeric) return sign * a.localeCompare(b, undefined, {numeric: true});
    const [x, y] = [numberIn(a), numberIn(b)];
    if (isNaN(x) || isNaN(y)) return isNaN(x) - isNaN(y);
    return sign * (x - y);
  };
  const together = table => [...document.querySelectorAll("table[data-list]")].filter(each => each.dataset.list === table.dataset.list);
  const order = new Map();
  const sort = (header, button) => {
    const tables = together(header.closest("table")), column = header.cellIndex;
    const numeric = header.classList.contains("n");
    const was = header.getAttribute("aria-sort");
    const next = was === "descending" ? "ascending" : was === "ascending" ? "" : numeric ? "descending" : "ascending";
    const rows = tables.flatMap(table => [...table.tBodies[0].rows]);
    rows.forEach((row, index) => order.has(row) || order.set(row, index));
    const place = (a, b) => order.get(a) - order.get(b);
    rows.sort(next ? compare(column, numeric, next === "ascending" ? 1 : -1) : place);
    const sizes = tables.map(table => table.tBodies[0].rows.length);
    tables.forEach((table, index) => {
      for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
      if (next) table.tHead.rows[0].cells[column].setAttribute("aria-sort", next);
      table.tBodies[0].append(...rows.splice(0, sizes[index]));
    });
    say(next ? `Sorted by ${button.textContent}, ${next}.` : "In the order of the report.");
  };
  for (const header of document.querySelectorAll("table[data-list] thead th:not(.axis)")) {
    const button = document.createElement("button");
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(header, button));
    header.append(button);
  }
  for (const section of document.querySelectorAll("main > section")) {
    const tables = [...section.querySelectorAll("table.forest, table.names, table.heat:not(.matrix)")];
    const lists = new Map();
    for (const table of tables) lists.set(table.dataset.list, [...(lists.get(table.dataset.list) || []), ...table.tBodies[0].rows]);
    const longest = [...lists.values()].reduce((a, b) => b.length > a.length ? b : a, []);
    if (longest.length <= 20) continue;
    const label = document.createElement("label"), box = document.createElement("input");
    box.type = "search";
    label.className = "find";
    label.append("Find a group ", box);
    box.addEventListener("input", () => {
      const sought = box.value.trim().toLocaleLowerCase();
      for (const table of tables) {
        let shown = 0;
        for (const row of table.tBodies[0].rows) {
          row.hidden = !row.cells[0].textContent.toLocaleLowerCase().includes(sought);
          shown += !row.hidden;
        }
        const folded = table.matches(".names") || table.closest("details.rest") ? table.closest("details") : null;
        if (folded) folded.open = sought !== "" && shown > 0;
        if (table.matches(".names")) {
          folded.hidden = shown === 0;
          folded.parentElement.closest("details").open = sought !== "";
        }
      }
      say(sought ? `${longest.filter(row => !row.hidden).length} of ${longest.length} groups.` : "");
    });
    section.querySelector("h2").after(label);
  }
  const words = cell => [...cell.childNodes].map(node => node.textContent.trim()).filter(Boolean).join(" ");
  const quoted = text => {
    const safe = /^\s*[=+@]|^\s*-(?![\d.])/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const copy = async text => {
    try { return await navigator.clipboard.writeText(text); } catch { /* a browser that does not let pages do so: the old way */ }
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };
  for (const region of document.querySelectorAll(".wide")) {
    const table = region.querySelector("table");
    const button = document.createElement("button");
    button.className = "copy";
    button.textContent = "Copy as CSV";
    button.setAttribute("aria-label", `Copy as CSV: ${region.getAttribute("aria-label")}`);
    button.addEventListener("click", async () => {
      await copy([...table.rows].map(row => [...row.cells].map(cell => quoted(words(cell))).join(",")).join("\n") + "\n");
      say(`Copied ${table.tBodies[0].rows.length} rows as CSV.`);
    });
    region.after(button);
  }
  document.addEventListener("click", event => {
    const cell = event.target.closest("td[title]");
    if (cell) say(`${words(cell.parentElement.cells[0])}: ${cell.title}`);
  });
  const link = document.getElementById("data");
  link?.addEventListener("click", async event => {
    if (!window.DecompressionStream) return;
    event.preventDefault();
    const bytes = Uint8Array.from(atob(link.href.slice(link.href.indexOf(",") + 1)), each => each.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const address = URL.createObjectURL(await new Response(plain).blob());
    Object.assign(document.createElement("a"), {href: address, download: "report.json"}).click();
    say("The JSON report is downloaded.");
  });
  const rate = share => {
    if (!(share >= 0)) return "–";
    if (share > 0 && share < 0.0005) return "<0.1%";
    if (share >= 0.9995 && share < 1) return ">99.9%";
    return `${tenths(100 * share)}%`;
  };
  const tenths = value => {
    const halfway = Math.abs(value * 4 % 2) === 1;
    return halfway ? (2 * Math.round(value * 5) / 10).toFixed(1) : value.toFixed(1);
  };
  const listed = text => text.split(" ").map(Number);
  const shares = (positives, negatives, at) => {
    const [all, none, hits, misses] = [positives[0], negatives[0], positives[at], negatives[at]];
    return [[hits + misses, all + none], [hits, all], [misses, none], [hits, hits + misses]];
  };
  const counted = value => value.toLocaleString("en-US", Number.isInteger(value) ? {} : {minimumFractionDigits: 2, maximumFractionDigits: 2});
  for (const chooser of document.querySelectorAll(".chooser")) {
    const whole = chooser.parentElement, range = chooser.querySelector("input"), table = whole.querySelector("table");
    const labels = chooser.dataset.labels.split(" "), least = Number(chooser.dataset.least);
    const rows = [...table.tBodies[0].rows].map(row => {
      const own = row.dataset, [positives, negatives] = [own.positives, own.negatives].map(listed);
      const plain = own.positiveRows ? [own.positiveRows, own.negativeRows].map(listed) : [positives, negatives];
      return {cells: row.cells, positives, negatives, plain, small: row.classList.contains("small")};
    });
    range.addEventListener("input", () => {
      const at = range.valueAsNumber, values = [[], [], [], []];
      for (const row of rows) {
        const parts = shares(row.positives, row.negatives, at), evidence = shares(...row.plain, at);
        row.cells[1].textContent = counted(parts[0][0]);
        parts.forEach(([part, whole], place) => {
          const share = whole > 0 ? part / whole : NaN;
          row.cells[2 + place].textContent = rate(share);
          if (!row.small && share >= 0 && evidence[place][1] >= least) values[place].push(share);
        });
      }
      values.forEach((found, place) => {
        table.tFoot.rows[0].cells[2 + place].textContent = found.length > 1 ? `${tenths(100 * (Math.max(...found) - Math.min(...found)))} pt` : "–";
      });
      for (const line of whole.querySelectorAll("line.at")) for (const end of ["x1", "x2"]) line.setAttribute(end, `${labels.length > 1 ? 100 * at / (labels.length - 1) : 50}%`);
      for (const each of [chooser.querySelector("output"), table.querySelector(".now")]) each.textContent = labels[at];
      range.setAttribute("aria-valuetext", labels[at]);
    });
    chooser.hidden = false;
  }
  const list = document.querySelector("nav ul");
  if (list) {
    const all = document.createElement("button");
    const unfold = isOpen => {
      document.querySelectorAll("details").forEach(each => { each.open = isOpen; });
      all.textContent = isOpen ? "Fold every part" : "Unfold every part";
    };
    let isOpen = false;
    all.addEventListener("click", () => unfold(isOpen = !isOpen));
    all.textContent = "Unfold every part";
    list.append(document.createElement("li"));
    list.lastChild.append(all);
  }
})();

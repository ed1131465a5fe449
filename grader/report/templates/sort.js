"use strict";
// Makes the headings of a table into buttons that sort it. What has no value stays at the end either way.
const order = new Intl.Collator(document.documentElement.lang, { numeric: true });

function valueOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value ?? cell.textContent.trim();
}

function sortBy(table, head) {
  const numbers = head.dataset.sort === "number";
  const now = head.getAttribute("aria-sort");
  const falling = now === "none" ? numbers : now === "ascending";
  for (const other of head.parentElement.cells) {
    if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
  }
  head.setAttribute("aria-sort", falling ? "descending" : "ascending");
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, value: valueOf(row, head.cellIndex) }));
  rows.sort((one, other) => {
    if (one.value === "" || other.value === "") return (one.value === "") - (other.value === "");
    const way = numbers ? one.value - other.value : order.compare(one.value, other.value);
    return falling ? -way : way;
  });
  table.tBodies[0].append(...rows.map(({ row }) => row));
}

for (const head of document.querySelectorAll("table.sortable thead th[data-sort]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  button.addEventListener("click", () => sortBy(head.closest("table"), head));
  head.append(button);
  head.setAttribute("aria-sort", "none");
}

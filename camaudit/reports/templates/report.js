(function () {
  "use strict";
  var text = function (node) { return node.textContent.trim(); };
  var each = function (list, what) { Array.prototype.forEach.call(list, what); };

  // A heading of a column becomes a button that sorts its table.
  function value(row, at) {
    var cell = row.cells[at];
    var shown = cell ? text(cell) : "";
    var plain = shown.replace(/,/g, "");
    if (/^-?\d+(\.\d+)?\b/.test(plain) && cell.className.indexOf("n") >= 0) { return parseFloat(plain); }
    // Numbers inside of words, as in addresses, count as numbers.
    return shown.toLowerCase().replace(/\d+/g, function (digits) { return ("0000000000" + digits).slice(-10); });
  }
  function sorted(table, head, at) {
    var down = head.getAttribute("aria-sort") === "ascending";
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(body.rows);
    rows.sort(function (one, other) {
      var a = value(one, at), b = value(other, at);
      if (typeof a !== typeof b) { return typeof a === "number" ? -1 : 1; }
      return (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1);
    });
    each(table.tHead.rows[0].cells, function (one) { one.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    rows.forEach(function (row) { body.appendChild(row); });
  }
  each(document.querySelectorAll("table.sorts"), function (table) {
    each(table.tHead.rows[0].cells, function (head, at) {
      var button = document.createElement("button");
      button.type = "button";
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("click", function () { sorted(table, head, at); });
    });
  });

  // Words typed, and what is chosen, leave the devices to which all of it belongs.
  var box = document.getElementById("filter");
  if (!box) { return; }
  var words = document.getElementById("words");
  var told = document.getElementById("told");
  var choices = Array.prototype.slice.call(box.querySelectorAll("select"));
  var rows = Array.prototype.slice.call(document.querySelectorAll("tr[data-device]"));
  var cards = rows.map(function (row) { return document.getElementById(row.dataset.device); });
  // What a device is and which findings it has, not what rules and sources say of others.
  var texts = rows.map(function (row, at) {
    var parts = [text(row)];
    if (cards[at]) { each(cards[at].querySelectorAll("h3, .facts, li > code"), function (one) { parts.push(text(one)); }); }
    return parts.join(" ").toLowerCase();
  });
  function apply() {
    var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    rows.forEach(function (row, at) {
      var kept = wanted.every(function (word) { return texts[at].indexOf(word) >= 0; }) &&
        choices.every(function (one) { return !one.value || row.dataset[one.name] === one.value; });
      row.hidden = !kept;
      if (cards[at]) { cards[at].hidden = !kept; }
      shown += kept ? 1 : 0;
    });
    told.textContent = told.dataset.says.replace("{shown}", shown).replace("{all}", rows.length);
  }
  choices.forEach(function (one) {
    var seen = {};
    rows.forEach(function (row) { seen[row.dataset[one.name]] = true; });
    Object.keys(seen).sort().forEach(function (name) {
      var option = document.createElement("option");
      option.value = option.textContent = name;
      one.appendChild(option);
    });
  });
  box.hidden = false;
  box.addEventListener("input", apply);
  box.addEventListener("reset", function () { setTimeout(apply, 0); });
  box.addEventListener("submit", function (event) { event.preventDefault(); });

  // A link to something inside of a closed part opens it.
  function open() {
    var found = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!found) { return; }
    if (found.closest("article") && found.closest("article").hidden) { box.reset(); apply(); }
    for (var node = found; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") { node.open = true; }
    }
    found.scrollIntoView();
  }
  window.addEventListener("hashchange", open);
  open();
}());

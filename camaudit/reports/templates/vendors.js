(function () {
  "use strict";
  var box = document.getElementById("filter");
  var words = document.getElementById("words");
  var sure = document.getElementById("sure");
  var told = document.getElementById("told");
  var rows = Array.prototype.slice.call(document.querySelectorAll("tbody tr"));
  var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  function apply() {
    var wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    var shown = 0;
    rows.forEach(function (row, at) {
      var kept = wanted.every(function (word) { return texts[at].indexOf(word) >= 0; }) &&
        (!sure.value || !row.dataset.evidence || row.dataset.evidence === sure.value);
      row.hidden = !kept;
      shown += kept ? 1 : 0;
    });
    told.textContent = "Rows shown: " + shown + " of " + rows.length + ".";
  }
  box.hidden = false;
  box.addEventListener("input", apply);
  box.addEventListener("reset", function () { setTimeout(apply, 0); });
  box.addEventListener("submit", function (event) { event.preventDefault(); });
}());

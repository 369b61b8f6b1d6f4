// Filters what the page holds already. It reads the page and nothing else, keeps nothing,
// and asks nobody.
(function () {
  "use strict";
  var form = document.getElementById("filter");
  if (!form) return;
  var find = document.getElementById("find"), framework = document.getElementById("by-framework"), level = document.getElementById("by-level");
  var status = document.getElementById("count");
  var rows = null, texts = null;

  // The findings, each with its framework; gathered when they are first asked for.
  function all() {
    if (rows) return rows;
    rows = [];
    document.querySelectorAll("#findings .fw").forEach(function (fw) {
      fw.querySelectorAll(".f").forEach(function (el) {
        rows.push({ el: el, fw: fw.id, verdict: el.classList[1], level: el.dataset.l || "", text: null });
      });
    });
    return rows;
  }

  // What a finding says: its own words, those of its control and family, and those of
  // the observations that stand apart from it.
  function textOf(row) {
    if (row.text !== null) return row.text;
    texts = texts || new Map();
    var words = [row.el.textContent];
    var control = row.el.closest(".ctl"), family = row.el.closest(".fam");
    if (control && control.querySelector("h5")) words.push(control.querySelector("h5").textContent);
    if (family && family.querySelector("h4")) words.push(family.querySelector("h4").textContent);
    row.el.querySelectorAll("p.s a").forEach(function (a) {
      var id = a.getAttribute("href").slice(1);
      if (!texts.has(id)) {
        var card = document.getElementById(id);
        texts.set(id, card ? card.textContent.toLowerCase() : "");
      }
      words.push(texts.get(id));
    });
    row.text = words.join(" ").toLowerCase();
    return row.text;
  }

  function show(el, on) {
    if (el.hidden === on) el.hidden = !on;
  }

  function apply() {
    var terms = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    var verdicts = {};
    form.querySelectorAll("input[name=v]").forEach(function (box) { verdicts[box.value] = box.checked; });
    var shown = 0;
    all().forEach(function (row) {
      var on = verdicts[row.verdict] && (!framework.value || framework.value === row.fw) && (!level.value || level.value === row.level) &&
        (terms.length === 0 || terms.every(function (t) { return textOf(row).indexOf(t) >= 0; }));
      show(row.el, on);
      if (on) shown++;
    });
    ["#findings .ctl", "#findings .fam", "#findings .fw"].forEach(function (part) {
      document.querySelectorAll(part).forEach(function (el) { show(el, el.querySelector(".f:not([hidden])") !== null); });
    });
    status.textContent = shown + " of " + rows.length + " findings";
  }

  var waiting = 0;
  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  }

  find.addEventListener("input", later);
  form.addEventListener("change", apply);
  form.addEventListener("submit", function (e) { e.preventDefault(); apply(); });
  form.addEventListener("reset", function () { setTimeout(apply, 0); });
  document.getElementById("open").addEventListener("click", function () {
    all().forEach(function (row) { if (!row.el.hidden) row.el.open = true; });
  });
  document.getElementById("close").addEventListener("click", function () {
    all().forEach(function (row) { row.el.open = false; });
  });

  // What a link points at is shown and unfolded.
  function reveal() {
    var el = /^#[a-z0-9-]+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
    if (!el) return;
    if (el.closest("[hidden]")) {
      form.reset();
      apply();
    }
    for (var d = el; d; d = d.parentElement) if (d.tagName === "DETAILS") d.open = true;
    el.scrollIntoView();
    var name = el.querySelector("summary");
    if (name) name.focus({ preventScroll: true });
  }
  window.addEventListener("hashchange", reveal);

  // On paper what fails or is undecided is unfolded, and folded again after.
  var unfolded = [];
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(".f.fail, .f.und, .i, .o.fail, .o.und, .families, #gate details").forEach(function (d) {
      if (!d.open) { d.open = true; unfolded.push(d); }
    });
  });
  window.addEventListener("afterprint", function () {
    unfolded.forEach(function (d) { d.open = false; });
    unfolded = [];
  });

  form.hidden = false;
  status.textContent = document.querySelectorAll("#findings .f").length + " findings";
  if (location.hash) reveal();
})();

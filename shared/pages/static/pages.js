/* Makes a page's form survive a bad network: drafts, smaller pictures, sending without leaving. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]");
  if (!form || !window.fetch || !window.FormData) return;
  var LARGE = 1500000, LONGEST = 2560;
  var place = "huiyin " + location.pathname;
  var PATIENCE_MS = 1000;
  // Pictures that go with the next sending, and those the service has of the last, which it answered with the form.
  var chosen = [], handed = [];

  function store() {
    try { return window.localStorage; } catch (refused) { return null; }
  }

  function typed() {
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.name && one.name !== "website" && !/^(hidden|file|submit)$/.test(one.type) &&
        one.name !== "picture" && one.name !== "consent";
    });
  }

  function keep() {
    var kept = {};
    typed().forEach(function (one) {
      if (one.type === "checkbox") { if (one.checked) kept[one.name] = (kept[one.name] || []).concat(one.value); }
      else if (one.type === "radio") { if (one.checked) kept[one.name] = one.value; }
      else if (one.value) kept[one.name] = one.value;
    });
    try { if (store()) store().setItem(place, JSON.stringify(kept)); } catch (full) { return; }
  }

  // Leaves no picture and no word behind, then goes on.
  function forget(then) {
    try { if (store()) store().removeItem(place); } catch (refused) { /* nothing was kept either */ }
    chosen = handed = [];
    keepPictures(then);
  }

  // Works on the pictures kept in this browser; some browsers have no such store, or never answer of it.
  function shelf(work, then) {
    var opening, waiting, isOver = false;
    function over() {
      if (isOver || !then) return;
      isOver = true;
      clearTimeout(waiting);
      then();
    }
    if (then) waiting = setTimeout(over, PATIENCE_MS);
    try { opening = window.indexedDB.open("huiyin", 1); } catch (refused) { over(); return; }
    opening.onupgradeneeded = function () { opening.result.createObjectStore("pictures"); };
    opening.onerror = over;
    opening.onsuccess = function () {
      var turn;
      try {
        turn = opening.result.transaction("pictures", "readwrite");
        turn.oncomplete = turn.onabort = over;
        work(turn.objectStore("pictures"));
      } catch (refused) { over(); }
      opening.result.close();
    };
  }

  function keepPictures(then) {
    var all = handed.concat(chosen).map(function (one) { return { file: one.file, name: one.name }; });
    shelf(function (pictures) {
      if (all.length) pictures.put(all, place); else pictures.delete(place);
    }, then);
  }

  function restorePictures() {
    shelf(function (pictures) {
      pictures.get(place).onsuccess = function (event) {
        chosen = (event.target.result || []).slice(0, room()).concat(chosen);
        if (chosen.length) show();
      };
    });
  }

  function room() {
    var most = Number(form.dataset.most) - form.querySelectorAll("[name=picture]:checked").length;
    return Math.max(0, most - chosen.length);
  }

  function isEmpty(one) {
    if (!/^(radio|checkbox)$/.test(one.type)) return !one.value;
    return !form.querySelector("[name=\"" + one.name + "\"]:checked");
  }

  function restore() {
    var kept;
    try { kept = JSON.parse(store() && store().getItem(place)) || {}; } catch (none) { return; }
    typed().filter(isEmpty).forEach(function (one) {
      var value = Object.prototype.hasOwnProperty.call(kept, one.name) ? kept[one.name] : "";
      if (/^(radio|checkbox)$/.test(one.type)) one.checked = [].concat(value).indexOf(one.value) >= 0;
      else if (value) one.value = String(value);
    });
  }

  function say(sentence, quiet) {
    var said = document.getElementById("said");
    if (!said) {
      said = document.createElement("p");
      said.id = "said";
      said.setAttribute("role", "alert");
      form.insertBefore(said, form.querySelector("button:not([type])"));
    }
    said.className = quiet ? "notice" : "notice wrong";
    said.textContent = sentence;
    said.hidden = !sentence;
  }

  function smaller(file) {
    if (file.size < LARGE || !/^image\/(jpeg|webp|png)$/.test(file.type)) return Promise.resolve(file);
    return new Promise(function (done) {
      var image = new Image();
      image.onerror = function () { done(file); };
      image.onload = function () {
        var scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
        var canvas = document.createElement("canvas");
        canvas.width = Math.round(image.width * scale);
        canvas.height = Math.round(image.height * scale);
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        URL.revokeObjectURL(image.src);
        canvas.toBlob(function (made) { done(made && made.size < file.size ? made : file); }, "image/jpeg", 0.85);
      };
      image.src = URL.createObjectURL(file);
    });
  }

  function show() {
    var list = document.getElementById("chosen");
    var input = form.querySelector("input[type=file]");
    if (!list) {
      list = document.createElement("ul");
      list.id = "chosen";
      list.className = "pictures";
      input.parentNode.insertBefore(list, input.nextSibling);
    }
    list.textContent = "";
    chosen.forEach(function (one, index) {
      var item = document.createElement("li"), image = document.createElement("img");
      var button = document.createElement("button");
      image.alt = one.name;
      image.src = one.seen = one.seen || URL.createObjectURL(one.file);
      button.type = "button";
      button.className = "second";
      button.textContent = form.dataset.remove;
      button.setAttribute("aria-label", form.dataset.remove + " " + one.name);
      button.addEventListener("click", function () {
        URL.revokeObjectURL(one.seen);
        chosen.splice(index, 1);
        keepPictures();
        show();
        input.focus();
      });
      item.appendChild(image);
      item.appendChild(button);
      list.appendChild(item);
    });
  }

  function choose(event) {
    var files = Array.prototype.slice.call(event.target.files), free = room();
    if (files.length > free) say(form.dataset.toomany);
    event.target.value = "";
    Promise.all(files.slice(0, free).map(smaller)).then(function (made) {
      made.forEach(function (file, index) { chosen.push({ file: file, name: files[index].name }); });
      keepPictures();
      show();
    });
  }

  function send(event) {
    var button = form.querySelector("button:not([type])"), data;
    event.preventDefault();
    if (button.disabled) return;
    data = new FormData(form);
    data.delete("pictures");
    chosen.forEach(function (one) { data.append("pictures", one.file, one.name); });
    if (form.enctype !== "multipart/form-data") data = new URLSearchParams(data);
    button.disabled = true;
    say(form.dataset.sending, true);
    fetch(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } })
      .then(function (answer) {
        if (answer.redirected) {
          forget(function () { location.replace(answer.url); });
          return null;
        }
        return answer.text().then(replaced);
      })
      .catch(function () { button.disabled = false; say(form.dataset.offline); });
  }

  function replaced(html) {
    var page = new DOMParser().parseFromString(html, "text/html");
    var main = page.querySelector("main"), wrong;
    if (!main) throw new Error("no page");
    if (!main.querySelector("form[data-draft]")) {
      say((main.querySelector("[role=alert]") || main).textContent.trim());
      form.querySelector("button:not([type])").disabled = false;
      return;
    }
    document.querySelector("main").replaceWith(document.importNode(main, true));
    form = document.querySelector("form[data-draft]");
    handed = handed.concat(chosen);
    chosen = [];
    begin();
    wrong = form.querySelector("[aria-invalid] input, input[aria-invalid], textarea[aria-invalid], select[aria-invalid]");
    if (wrong) wrong.focus(); else window.scrollTo(0, 0);
  }

  function begin() {
    var input = form.querySelector("input[type=file]");
    form.addEventListener("input", keep);
    form.addEventListener("submit", send);
    if (input) input.addEventListener("change", choose);
    Array.prototype.forEach.call(form.querySelectorAll("[name=picture]"), function (one) {
      one.addEventListener("change", function () {
        // Which of those handed over it is, is not known here: rather none is kept than one that was put away.
        handed = [];
        keepPictures();
      });
    });
  }

  restore();
  begin();
  if (form.querySelector("input[type=file]")) restorePictures();
})();

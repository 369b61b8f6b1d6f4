// Package browser shows the HTML report to a real browser: what axe-core says of it, that
// it asks nobody for anything, that it works by keyboard and without its script, and that
// text of others does nothing. The pages are made by a test of internal/report.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// chromium is the browser: CHROMIUM, else the first on PATH.
func chromium(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no chromium on PATH; install it, or name one by CHROMIUM")
	return ""
}

// file is the address of a page; ASSAY_PAGES is where they are.
func file(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(os.Getenv("ASSAY_PAGES"), name))
	if err != nil || os.Getenv("ASSAY_PAGES") == "" {
		t.Fatal("ASSAY_PAGES does not say where the pages are; run make browser")
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; run make browser", err)
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// tab is an open page with what it did.
type tab struct {
	context.Context
	mu       sync.Mutex
	requests []string
	dialogs  int
	errors   []string
}

// open shows a page in a browser of its own. What is done first happens before it loads.
func open(t *testing.T, name string, first ...chromedp.Action) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.WindowSize(1280, 900))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	ctx, late := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(late)
	p := &tab{Context: ctx}
	chromedp.ListenTarget(ctx, func(event any) {
		p.mu.Lock()
		defer p.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			p.requests = append(p.requests, e.Request.URL)
		case *page.EventJavascriptDialogOpening:
			p.dialogs++
			go func() { _ = chromedp.Run(ctx, page.HandleJavaScriptDialog(false)) }()
		case *runtime.EventExceptionThrown:
			p.errors = append(p.errors, e.ExceptionDetails.Error())
		}
	})
	p.do(t, append(append([]chromedp.Action{network.Enable()}, first...), chromedp.Navigate(file(t, name)), chromedp.WaitReady("footer"))...)
	return p
}

func (p *tab) do(t *testing.T, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(p, actions...); err != nil {
		t.Fatal(err)
	}
}

// value evaluates an expression in the page.
func value[T any](t *testing.T, p *tab, expression string) (out T) {
	t.Helper()
	p.do(t, chromedp.Evaluate(expression, &out, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	return out
}

// axe gives what axe-core finds wrong, a line each.
func (p *tab) axe(t *testing.T) []string {
	t.Helper()
	source, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatalf("%v; run npm ci in .ci/tools/browser", err)
	}
	var text string
	p.do(t, chromedp.Evaluate(string(source)+"\n;0", nil), chromedp.Evaluate(`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(r => JSON.stringify({v: r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.failureSummary).join(" | ")), n: r.passes.length}))`, &text,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	var found struct {
		V []string
		N int
	}
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatal(err)
	}
	if found.N == 0 {
		t.Fatal("axe-core looked at nothing")
	}
	return found.V
}

const unfold = `document.querySelectorAll("details").forEach(d => d.open = true)`

// axe-core finds nothing, in light and dark, folded and unfolded, on wide and narrow
// screens, and nothing but a table in a region of its own is wider than the screen.
func TestAxe(t *testing.T) {
	for _, name := range []string{"whole.html", "hostile.html", "nothing.html", "example.html"} {
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{320, 1280} {
				if name == "example.html" && (scheme == "dark") != (width == 320) {
					continue // it is large; what differs in looks alone the others show
				}
				t.Run(fmt.Sprint(name, "/", scheme, "/", width), func(t *testing.T) {
					p := open(t, name, chromedp.EmulateViewport(width, 900), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
					states := []string{"0", unfold}
					if name == "example.html" { // of its many parts a few are unfolded
						states = []string{`document.querySelectorAll(".f, .o, .i, .k").forEach((d, i) => d.open = i % 97 === 0)`}
					}
					for _, state := range states {
						value[any](t, p, state+";0")
						for _, wrong := range p.axe(t) {
							t.Errorf("after %q: %s", state, wrong)
						}
						if wide := value[int64](t, p, `document.documentElement.scrollWidth`); wide > width {
							t.Errorf("after %q the page is %d wide", state, wide)
						}
					}
				})
			}
		}
	}
}

// The page asks for itself and for nothing else, and its script ends without an error.
func TestNoRequest(t *testing.T) {
	for _, name := range []string{"whole.html", "hostile.html", "large.html", "example.html"} {
		p := open(t, name)
		value[any](t, p, unfold+";0")
		p.do(t, chromedp.Sleep(300*time.Millisecond))
		p.mu.Lock()
		if len(p.requests) != 1 || p.requests[0] != file(t, name) {
			t.Errorf("%s asks for %q", name, p.requests)
		}
		if len(p.errors) > 0 {
			t.Errorf("%s: %q", name, p.errors)
		}
		p.mu.Unlock()
		if fetched := value[bool](t, p, `new Promise(done => { const i = new Image(); i.onload = () => done(true); i.onerror = () => done(false); i.src = "data:image/gif;base64,R0lGODlhAQABAAAAACw="; setTimeout(() => done(false), 500) })`); fetched {
			t.Errorf("%s: its policy lets an image in", name)
		}
	}
}

// What others wrote runs nothing and makes no element.
func TestHostileTextRunsNothing(t *testing.T) {
	p := open(t, "hostile.html")
	value[any](t, p, unfold+";0")
	p.do(t, chromedp.Sleep(300*time.Millisecond))
	p.mu.Lock()
	if p.dialogs > 0 {
		t.Errorf("%d dialogs", p.dialogs)
	}
	p.mu.Unlock() // what listens to the page takes it
	for what, expression := range map[string]string{
		"scripts": `document.scripts.length - 1`, "styles": `document.querySelectorAll("style").length - 1`, "images and frames": `document.querySelectorAll("img, iframe, object, embed, link, base").length`,
		"handlers": `[...document.querySelectorAll("*")].filter(e => [...e.attributes].some(a => a.name.startsWith("on") || a.name === "style" || /javascript:/i.test(a.value))).length`,
		"links":    `[...document.querySelectorAll("[href]")].filter(e => !e.getAttribute("href").startsWith("#")).length`,
	} {
		var n int
		if err := chromedp.Run(p, chromedp.Evaluate(expression, &n)); err != nil || n != 0 {
			t.Errorf("%d %s that are not ours (%v)", n, what, err)
		}
	}
	if title := value[string](t, p, "document.title"); !strings.Contains(title, "<script>alert(1)</script>") || !strings.Contains(title, "<U+202E>") {
		t.Errorf("its title is %q", title)
	}
}

const shown = `document.querySelectorAll("#findings .f:not([hidden])").length`

// becomes waits until an expression holds, and says whether it came to: a machine with
// other work takes its time.
func becomes(t *testing.T, p *tab, expression string) bool {
	t.Helper()
	for range 100 {
		if value[bool](t, p, expression) {
			return true
		}
		p.do(t, chromedp.Sleep(100*time.Millisecond))
	}
	return false
}

// Search, filter and unfolding work by keys alone.
func TestKeyboard(t *testing.T) {
	p := open(t, "whole.html")
	all := value[int](t, p, shown)
	tabTo := func(selector string) {
		t.Helper()
		for range 80 {
			p.do(t, chromedp.KeyEvent(kb.Tab))
			if value[bool](t, p, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
				return
			}
		}
		t.Fatalf("the tab key never comes to %s", selector)
	}
	p.do(t, chromedp.KeyEvent(kb.Tab))
	if !value[bool](t, p, `document.activeElement.matches(".skip")`) {
		t.Error("the first key does not come to the link that skips")
	}
	tabTo("#find")
	p.do(t, chromedp.KeyEvent("okafor"))
	if !becomes(t, p, shown+" === 0") {
		t.Errorf("%d findings tell the id of a person", value[int](t, p, shown))
	}
	p.do(t, chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent("SECOND factor"))
	becomes(t, p, fmt.Sprintf("%s > 0 && %s < %d", shown, shown, all))
	found := value[int](t, p, shown)
	if found == 0 || found >= all {
		t.Errorf("a search shows %d of %d", found, all)
	}
	if text := value[string](t, p, `document.getElementById("count").textContent`); text != fmt.Sprintf("%d of %d findings", found, all) {
		t.Errorf("it says %q", text)
	}
	tabTo(`input[value="fail"]`)
	p.do(t, chromedp.KeyEvent(" "))
	if n := value[int](t, p, `document.querySelectorAll("#findings .f.fail:not([hidden])").length`); n != 0 {
		t.Errorf("%d that fail are shown though they are filtered out", n)
	}
	tabTo("button[type=reset]")
	p.do(t, chromedp.KeyEvent(kb.Enter))
	if !becomes(t, p, fmt.Sprintf("%s === %d", shown, all)) {
		t.Errorf("cleared, it shows %d of %d", value[int](t, p, shown), all)
	}
	tabTo(".f.fail > summary")
	p.do(t, chromedp.KeyEvent(kb.Enter))
	if !value[bool](t, p, `document.activeElement.parentElement.open`) {
		t.Error("enter does not unfold a finding")
	}
	tabTo(".f a")
	p.do(t, chromedp.KeyEvent(kb.Enter))
	if !becomes(t, p, `(e => Boolean(e && e.closest("details") && e.closest("details").open))(document.querySelector(":target"))`) {
		t.Error("a link does not unfold what it leads to")
	}
}

// Without its script the page shows every finding, and no control that does nothing.
func TestWithoutScript(t *testing.T) {
	p := open(t, "whole.html", emulation.SetScriptExecutionDisabled(true))
	p.do(t, emulation.SetScriptExecutionDisabled(false)) // which runs nothing of what was not run
	if value[bool](t, p, `document.getElementById("filter").checkVisibility()`) {
		t.Error("the filter is shown")
	}
	if n := value[int](t, p, `[...document.querySelectorAll(".f > summary")].filter(e => e.checkVisibility()).length`); n == 0 || n != value[int](t, p, `document.querySelectorAll(".f").length`) {
		t.Errorf("%d findings are shown", n)
	}
	value[any](t, p, unfold+";0")
	if text := value[string](t, p, `document.body.innerText`); !strings.Contains(text, "no second factor") || !strings.Contains(text, "package mfa") {
		t.Error("what stands inside cannot be read")
	}
}

// Paper has what matters unfolded, in light colours, without controls.
func TestPaper(t *testing.T) {
	p := open(t, "whole.html", emulation.SetScriptExecutionDisabled(true), emulation.SetEmulatedMedia().WithMedia("print").WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}))
	p.do(t, emulation.SetScriptExecutionDisabled(false))
	for what, expression := range map[string]string{
		"a failed finding is folded":     `document.querySelector(".f.fail > div").checkVisibility({contentVisibilityAuto: true})`,
		"an undecided finding is folded": `document.querySelector(".f.und > div").checkVisibility({contentVisibilityAuto: true})`,
		"an item is folded":              `document.querySelector(".i > div").checkVisibility({contentVisibilityAuto: true})`,
		"the sections are linked":        `!document.querySelector("nav").checkVisibility()`,
		"the paper is not white":         `getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)"`,
	} {
		if !value[bool](t, p, expression) {
			t.Error(what)
		}
	}
}

// How long 5,000 findings take until the page can be used, and until a search has its
// answer: told, not judged.
func TestInteractive(t *testing.T) {
	p := open(t, "large.html")
	if n := value[int](t, p, `document.querySelectorAll("#findings .f").length`); n != 5000 {
		t.Fatalf("%d findings", n)
	}
	ready := value[float64](t, p, `performance.getEntriesByType("navigation")[0].domInteractive`)
	loaded := value[float64](t, p, `performance.getEntriesByType("navigation")[0].loadEventEnd`)
	paint := value[float64](t, p, `performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1`)
	const search = `(text => { const t = performance.now(); document.getElementById("find").value = text; document.getElementById("filter").requestSubmit(); document.body.offsetHeight; return performance.now() - t })`
	first, again := value[float64](t, p, search+`("inventory")`), value[float64](t, p, search+`("host-0042-7")`)
	t.Logf("of 5,000 findings: first paint after %.0f ms, interactive after %.0f ms, loaded after %.0f ms; the first search takes %.0f ms, the next %.0f ms", paint, ready, loaded, first, again)
	if n := value[int](t, p, shown); n == 0 || n == 5000 {
		t.Errorf("the search shows %d", n)
	}
}

// TestScreenshots writes pictures to ASSAY_SCREENSHOTS for people to look at.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("ASSAY_SCREENSHOTS")
	if dir == "" {
		t.Skip("ASSAY_SCREENSHOTS does not say where pictures are to go; nothing is judged by them")
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{320, 1280} {
			for _, name := range []string{"whole", "example"} {
				for part, script := range map[string]string{
					"overview": "0", "gate": `location.hash = "gate"`, "plan": `location.hash = document.querySelector(".i").id`, "finding": `(document.querySelectorAll(".f.fail")[2] || document.querySelector(".f.fail")).querySelector("summary").click(); (document.querySelectorAll(".f.fail")[2] || document.querySelector(".f.fail")).closest(".ctl").scrollIntoView()`,
					"fresh": `[...document.querySelectorAll(".families")].at(-1).scrollIntoView()`, "check": `location.hash = document.querySelector(".k").id`, "filter": `location.hash = "findings"`,
				} {
					p := open(t, name+".html", chromedp.EmulateViewport(width, 1100), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
					var picture []byte
					value[any](t, p, script+";0")
					p.do(t, chromedp.Sleep(300*time.Millisecond), chromedp.CaptureScreenshot(&picture))
					if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%s-%d-%s.png", name, scheme, width, part)), picture, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
}

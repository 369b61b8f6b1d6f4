package evidence_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
)

// says makes a document of web's inventory at a day of November 2026, 0 for
// unknown.
func says(what string, day int) evidence.Document {
	d := evidence.Document{Kind: "inventory", Component: "web", Subject: "web", Digest: sha256.Sum256([]byte(what))}
	if day > 0 {
		d.Collected = time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC)
	}
	return d
}

func with(d evidence.Document, change func(*evidence.Document)) evidence.Document {
	change(&d)
	return d
}

func TestLedger(t *testing.T) {
	raw := &evidence.File{Format: "trivy"}
	lines := &evidence.File{Format: "jsonl"}
	for _, c := range []struct {
		situation string
		docs      []evidence.Document
		want      string // one letter a document: s superseded, - counts
	}{
		{"one alone", []evidence.Document{says("a", 1)}, "-"},
		{"a newer one", []evidence.Document{says("a", 1), says("b", 2)}, "s-"},
		{"the newer one comes first", []evidence.Document{says("a", 3), says("b", 2), says("c", 1)}, "-ss"},
		{"a newer one that is malformed", []evidence.Document{says("a", 1), with(says("b", 2), func(d *evidence.Document) { d.Problem = &problem.Problem{} })}, "s-"},
		{"a newer one from the future", []evidence.Document{says("a", 1), says("b", 30)}, "s-"},
		{"same time, other content", []evidence.Document{says("a", 1), says("b", 1)}, "--"},
		{"same time, other content, and older", []evidence.Document{says("a", 2), says("b", 2), says("c", 1)}, "--s"},
		{"the same twice", []evidence.Document{says("a", 1), says("a", 1), says("a", 1)}, "-ss"},
		{"the same twice among others", []evidence.Document{says("a", 1), says("b", 1), says("a", 1)}, "--s"},
		{"the same content at two times", []evidence.Document{says("a", 2), says("a", 1)}, "-s"},
		{"unknown age", []evidence.Document{says("a", 0), says("b", 2), says("c", 1)}, "--s"},
		{"two of unknown age", []evidence.Document{says("a", 0), says("b", 0)}, "--"},
		{"unknown age, the same twice", []evidence.Document{says("a", 0), says("a", 0)}, "-s"},
		{"unknown and known age, the same content", []evidence.Document{says("a", 0), says("a", 1)}, "--"},
		{"another kind", []evidence.Document{says("a", 1), with(says("b", 2), func(d *evidence.Document) { d.Kind = "hosts" })}, "--"},
		{"another component", []evidence.Document{says("a", 1), with(says("b", 2), func(d *evidence.Document) { d.Component = "db" })}, "--"},
		{"another subject", []evidence.Document{says("a", 1), with(says("b", 2), func(d *evidence.Document) { d.Subject = "db" })}, "--"},
		{"another collector", []evidence.Document{says("a", 1), with(says("b", 2), func(d *evidence.Document) { d.Collector = "x" })}, "--"},
		{"another entry", []evidence.Document{says("a", 1), with(says("b", 2), func(d *evidence.Document) { d.Entry = 1 })}, "--"},
		{"the same text over another boundary", []evidence.Document{
			with(says("a", 1), func(d *evidence.Document) { d.Component, d.Subject = "ab", "c" }),
			with(says("b", 2), func(d *evidence.Document) { d.Component, d.Subject = "a", "bc" })}, "--"},
		{"two parts of one raw export", []evidence.Document{
			with(says("a", 1), func(d *evidence.Document) { d.File, d.Pointer = raw, "/Results/0" }),
			with(says("a", 1), func(d *evidence.Document) { d.File, d.Pointer = raw, "/Results/1" })}, "--"},
		{"the same line twice", []evidence.Document{
			with(says("a", 1), func(d *evidence.Document) { d.File = lines }),
			with(says("a", 1), func(d *evidence.Document) { d.File = lines })}, "-s"},
	} {
		t.Run(c.situation, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 1))
			for range 10 {
				var l evidence.Ledger
				for _, i := range r.Perm(len(c.docs)) {
					d := c.docs[i]
					d.Order = evidence.Order{File: i / 2, Doc: i % 2}
					l.Add(&d)
				}
				got := ""
				for i := range c.docs {
					if l.Superseded(evidence.Order{File: i / 2, Doc: i % 2}) {
						got += "s"
					} else {
						got += "-"
					}
				}
				if got != c.want {
					t.Fatalf("got %s, want %s", got, c.want)
				}
				if entered, gone := l.Count(); entered != len(c.docs) || gone != strings.Count(c.want, "s") {
					t.Errorf("counts %d and %d", entered, gone)
				}
			}
		})
	}
	var empty evidence.Ledger
	if empty.Superseded(evidence.Order{}) {
		t.Error("an empty ledger supersedes")
	}
}

// In every group something counts: no set of documents supersedes itself away.
func TestLedgerAlwaysLeavesOne(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 300 {
		var l evidence.Ledger
		n := 1 + r.IntN(12)
		newest, counts := 0, map[int]bool{}
		docs := make([]evidence.Document, n)
		for i := range docs {
			day := r.IntN(4)
			docs[i] = says(fmt.Sprint(r.IntN(3)), day)
			docs[i].Order.Doc = i
			newest = max(newest, day)
			l.Add(&docs[i])
		}
		for i, d := range docs {
			if l.Superseded(evidence.Order{Doc: i}) {
				continue
			}
			day := 0
			if !d.Collected.IsZero() {
				day = d.Collected.Day()
			}
			if day != 0 && day != newest {
				t.Fatalf("day %d counts, the newest is %d", day, newest)
			}
			counts[day] = true
		}
		if newest > 0 && !counts[newest] || len(counts) == 0 {
			t.Fatal("nothing of the newest counts")
		}
	}
}

func TestLedgerIsSmall(t *testing.T) {
	const n = 50_000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	l := fill(n)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if each := (float64(after.HeapAlloc) - float64(before.HeapAlloc)) / n; each > 64 {
		t.Errorf("%.0f bytes a document, want at most 64", each)
	}
	if entered, gone := l.Count(); entered != n || gone != n/2 {
		t.Errorf("%d entered, %d superseded", entered, gone)
	}
}

// fill enters n documents, two for each of n/2 subjects.
func fill(n int) *evidence.Ledger {
	var l evidence.Ledger
	for i := range n {
		d := says(fmt.Sprint(i), 1+i%2)
		d.Subject = fmt.Sprintf("host-%06d", i/2)
		d.Order = evidence.Order{File: i}
		l.Add(&d)
	}
	return &l
}

package poam

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/assay-compliance/assay/internal/assessment"
)

// many yields subjects named by number, each with an outcome, without holding
// them.
func many(n int, of func(int) bool, outcome assessment.Outcome, on day) iter.Seq2[assessment.Subject, error] {
	return func(yield func(assessment.Subject, error) bool) {
		for i := range n {
			if of(i) && !yield(assessment.Subject{
				Component: "idp", Asset: fmt.Sprintf("host%07d", i), ID: "root", Outcome: outcome, Collected: collected(on.n),
			}, nil) {
				return
			}
		}
	}
}

// crowd gives a run in which the subjects chosen by fails fail and the others
// pass.
func crowd(t testing.TB, d day, n int, fails func(int) bool) assessment.Results {
	t.Helper()
	d.seen = []string{"z/z fail", "z/z pass"}
	r := d.results(t)
	failing := 0
	for i := range n {
		if fails(i) {
			failing++
		}
	}
	for i := range r.Observations {
		o := &r.Observations[i]
		if o.Outcome == assessment.Fail {
			o.Count, o.Subjects = failing, many(n, fails, assessment.Fail, d)
		} else {
			o.Count, o.Subjects = n-failing, many(n, func(i int) bool { return !fails(i) }, assessment.Pass, d)
		}
	}
	if failing == 0 {
		r.Risks = nil
	}
	return r
}

func mustFold(t testing.TB, p assessment.POAM, r assessment.Results) assessment.POAM {
	t.Helper()
	next, err := Fold(p, r)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// Above a thousand, affected subjects stream; the same rules hold.
func TestManySubjects(t *testing.T) {
	const n = 5000
	all := func(int) bool { return true }
	odd := func(i int) bool { return i%2 == 1 }
	none := func(int) bool { return false }

	p := mustFold(t, assessment.POAM{}, crowd(t, day{n: 1}, n, all))
	set := p.Items[0].Affected
	if set.Count != n || set.Open != n || set.Inline != nil || set.Stream == nil {
		t.Fatalf("%d of %d open, %d inline", set.Open, set.Count, len(set.Inline))
	}
	p = mustFold(t, p, crowd(t, day{n: 2}, n, odd))
	if again := mustFold(t, p, crowd(t, day{n: 2}, n, odd)); plain(t, again) != plain(t, p) {
		t.Error("folding twice differs")
	}
	if set = p.Items[0].Affected; set.Open != n/2 || !p.Items[0].Open() {
		t.Errorf("%d of %d open", set.Open, set.Count)
	}
	later := func(r *assessment.Results) { r.AsOf = asOf(3) }
	quiet := mustFold(t, p, crowd(t, day{n: 2, change: later}, n, odd))
	if plain(t, quiet) != plain(t, p) {
		t.Error("a quiet day changed the state")
	}
	p = mustFold(t, p, crowd(t, day{n: 3}, n, none))
	if it := p.Items[0]; it.Open() || it.Closure.Fixed != n {
		t.Errorf("item %s, closure %+v", it.Status, it.Closure)
	}
	i := 0
	for a, err := range p.Items[0].Affected.All() {
		if want := 2 + i%2; err != nil || !a.Cleared.Equal(asOf(want)) {
			t.Fatalf("subject %d: cleared %v, want day %d; %v", i, a.Cleared, want, err)
		}
		i++
	}
	if i != n {
		t.Errorf("%d subjects stream", i)
	}
}

// A thousand subjects are held, one more is not.
func TestInlineLimit(t *testing.T) {
	for _, n := range []int{assessment.InlineAffected, assessment.InlineAffected + 1} {
		p := mustFold(t, assessment.POAM{}, crowd(t, day{n: 1}, n, func(int) bool { return true }))
		set := p.Items[0].Affected
		if inline := set.Stream == nil; inline != (n <= assessment.InlineAffected) || inline != (len(set.Inline) == n) || set.Count != n {
			t.Errorf("%d subjects: %d inline, stream %v", set.Count, len(set.Inline), set.Stream != nil)
		}
	}
}

func TestStreamsThatBreak(t *testing.T) {
	broken := errors.New("spool gone")
	after := func(seq iter.Seq2[assessment.Subject, error], n int) iter.Seq2[assessment.Subject, error] {
		return func(yield func(assessment.Subject, error) bool) {
			i := 0
			for s, err := range seq {
				if i == n {
					yield(assessment.Subject{}, broken)
					return
				}
				if i++; !yield(s, err) {
					return
				}
			}
		}
	}
	recorded := fold(t, assessment.POAM{}, day{n: 1, seen: []string{"alice fail", "bob fail", "zoe fail"}})
	for _, row := range []struct {
		name  string
		state assessment.POAM
		seen  []string
		spoil func(*assessment.Results)
		want  string
	}{
		{"subjects that cannot be read", recorded, []string{"alice pass", "bob pass"},
			func(r *assessment.Results) { r.Observations[0].Subjects = after(r.Observations[0].Subjects, 1) }, "spool gone"},
		{"subjects that cannot be read at all", recorded, []string{"alice pass"},
			func(r *assessment.Results) { r.Observations[0].Subjects = after(r.Observations[0].Subjects, 0) }, "spool gone"},
		{"undecided subjects that cannot be read", recorded, []string{"alice undecided"},
			func(r *assessment.Results) { r.Observations[0].Subjects = after(r.Observations[0].Subjects, 0) }, "spool gone"},
		{"subjects of a new item that cannot be read", assessment.POAM{}, []string{"alice fail", "bob fail"},
			func(r *assessment.Results) { r.Observations[0].Subjects = after(r.Observations[0].Subjects, 1) }, "spool gone"},
		{"subjects out of order", recorded, []string{"alice pass", "bob pass"},
			func(r *assessment.Results) {
				r.Observations[0].Subjects = each([]assessment.Subject{{Component: "idp", Asset: "idp", ID: "bob"}, {Component: "idp", Asset: "idp", ID: "alice"}})
			}, "out of order"},
		{"a recorded stream that cannot be read", streaming(recorded, func(yield func(assessment.Affected, error) bool) {
			yield(assessment.Affected{}, broken)
		}), []string{"alice pass"}, nil, "spool gone"},
		{"a recorded stream out of order", streaming(recorded, func(yield func(assessment.Affected, error) bool) {
			_ = yield(assessment.Affected{Component: "idp", ID: "b"}, nil) && yield(assessment.Affected{Component: "idp", ID: "a"}, nil)
		}), []string{"alice pass"}, nil, "not in order"},
		{"a recorded stream that repeats a subject", streaming(recorded, func(yield func(assessment.Affected, error) bool) {
			twice := assessment.Affected{Component: "idp", ID: "a"}
			if yield(twice, nil) {
				yield(twice, nil)
			}
		}), []string{"alice pass"}, nil, "not in order"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := day{n: 2, seen: row.seen, change: row.spoil}.results(t)
			_, err := Fold(row.state, r)
			if err == nil || !strings.Contains(err.Error(), row.want) || !strings.Contains(err.Error(), "HIPAA-0001") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func streaming(p assessment.POAM, seq iter.Seq2[assessment.Affected, error]) assessment.POAM {
	it := p.Items[0]
	it.Affected = assessment.AffectedSet{Count: 2000, Open: 2000, Stream: seq}
	p.Items = []assessment.Item{it}
	return p
}

// A stream that fails only after the fold says so where it is read.
func TestAStreamThatBreaksLater(t *testing.T) {
	r := crowd(t, day{n: 1}, 2000, func(int) bool { return true })
	spoilt := false
	for i := range r.Observations {
		good := r.Observations[i].Subjects
		r.Observations[i].Subjects = func(yield func(assessment.Subject, error) bool) {
			if spoilt {
				yield(assessment.Subject{}, errors.New("spool gone"))
				return
			}
			good(yield)
		}
	}
	p := mustFold(t, assessment.POAM{}, r)
	spoilt = true
	var last error
	for _, err := range p.Items[0].Affected.All() {
		last = err
	}
	if last == nil {
		t.Error("a broken stream ended as if it were whole")
	}
}

// A subject seen through a sample alone counts like any other.
func TestObservationWithoutSpool(t *testing.T) {
	d := day{n: 1, seen: []string{"alice fail"}, change: func(r *assessment.Results) {
		r.Observations[0].Subjects = nil
		r.Observations[0].Sample = []assessment.Subject{{Component: "idp", Asset: "idp", ID: "alice"}, {Component: "idp", Asset: "idp", ID: "bob"}}
	}}
	if diff := cmp.Diff([]string{"HIPAA-0001 open mfa alice bob"}, lines(t, fold(t, assessment.POAM{}, d))); diff != "" {
		t.Error(diff)
	}
}

// One fold over a state of as many subjects: a count, and a walk to write it.
func BenchmarkFold(b *testing.B) {
	for _, n := range []int{10, 1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := mustFold(b, assessment.POAM{}, crowd(b, day{n: 1}, n, func(int) bool { return true }))
			r := crowd(b, day{n: 2}, n, func(i int) bool { return i%3 == 0 })
			b.ReportAllocs()
			for b.Loop() {
				next := mustFold(b, p, r)
				for range next.Items[0].Affected.All() {
				}
			}
		})
	}
}

package evaluate

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/assay-compliance/assay/evidence"
)

// fortyChecks is a tree of 40 checks over two kinds.
func fortyChecks() situation { return checksOf(20, 20) }

// checksOf is a tree of so many checks of hosts and of accounts.
func checksOf(hosts, accounts int) situation {
	var files []string
	for i := range hosts + accounts {
		dir, src := fmt.Sprintf("common/c%03d", i), sshRoot
		kind, pkg := "host-config", "common.host.ssh"
		if i >= hosts {
			src, kind, pkg = mfa, "iam-accounts", "common.iam.mfa"
		}
		files = append(files, dir+"/c.rego", meta(kind)+strings.Replace(src, "policies."+pkg, fmt.Sprintf("policies.common.c%03d", i), 1))
	}
	return situation{embedded: policies(files...)}
}

// BenchmarkChecksOfOtherKinds measures documents of a kind that 20 checks read, among
// 30 checks in all and among 150: what a document costs grows with the checks of its
// kind. The metric ratio is the second over the first, measured in turns: 1 within
// what the machine allows to tell.
func BenchmarkChecksOfOtherKinds(b *testing.B) {
	run := func(s situation) func() time.Duration {
		s.kinds = testKinds(b)
		checks := s.checks(b)
		e := s.engine(b, checks)
		plan := s.plan(checks)
		return func() time.Duration {
			start := time.Now()
			obs, err := e.Run(context.Background(), plan, &repeated{n: 5000}, Options{SpoolDir: b.TempDir()})
			if err != nil {
				b.Fatal(err)
			}
			if len(obs.All) < 20 || obs.All[0].Count != 5000 {
				b.Fatal(len(obs.All))
			}
			obs.Close()
			return time.Since(start)
		}
	}
	few, many := run(checksOf(20, 10)), run(checksOf(20, 130))
	var a, c time.Duration
	for b.Loop() {
		a += few()
		c += many()
	}
	b.ReportMetric(float64(c)/float64(a), "ratio")
	b.ReportMetric(float64(a.Nanoseconds())/float64(b.N)/5000, "ns/document-of-30")
	b.ReportMetric(float64(c.Nanoseconds())/float64(b.N)/5000, "ns/document-of-150")
}

// BenchmarkColdStart measures everything between a directory of 40 checks and
// the observations over one small document: 20 checks of its kind are compiled.
//
// Two shared cores: 11 ms, of which 5 list the checks (an index in the tree
// takes less), 5 compile, 1 asks. Compiling only the kind at hand is what keeps
// it there: all 40 would take 20 ms.
func BenchmarkColdStart(b *testing.B) {
	s := fortyChecks()
	s.kinds = testKinds(b)
	s.opt.SpoolDir = b.TempDir()
	s.file(envelope("host-config", "web", "h", freshTime, `{"ssh": {"root": "no"}}`))
	for b.Loop() {
		obs := s.run(b)
		if len(obs.All) != 20 {
			b.Fatal(len(obs.All))
		}
		obs.Close()
	}
}

// BenchmarkSubjects measures one document with many subjects: reading,
// evaluating, folding and reading the subjects back.
//
// Two shared cores, one document is one worker: 172, 14 and 16 µs a subject for
// 10, 1,000 and 100,000. The first is the price of a run; then three rules over
// each account in OPA, nine tenths of the time. It stays linear because subjects
// and outcomes are joined as sorted lists.
func BenchmarkSubjects(b *testing.B) {
	for _, n := range []int{10, 1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var accounts strings.Builder
			for i := range n {
				if i > 0 {
					accounts.WriteString(",")
				}
				fmt.Fprintf(&accounts, `{"id": "account-%06d", "interactive": %v, "mfa_devices": %d}`, i, i%10 > 0, i%3)
			}
			s := mfaTree()
			s.kinds = testKinds(b)
			s.file(envelope("iam-accounts", "web", "", freshTime, `{"accounts": [`+accounts.String()+`]}`))
			checks := s.checks(b)
			e := s.engine(b, checks)
			plan := s.plan(checks)
			b.ReportAllocs()
			for b.Loop() {
				obs, err := e.Run(context.Background(), plan, &fakeStream{files: s.files}, Options{SpoolDir: b.TempDir()})
				if err != nil {
					b.Fatal(err)
				}
				got := 0
				for _, o := range obs.All {
					for range o.Subjects {
						got++
					}
				}
				if got != n {
					b.Fatal(got)
				}
				obs.Close()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/subject")
		})
	}
}

// repeated is a stream of n documents made from one text.
type repeated struct {
	n, at int
}

func (s *repeated) Close() error { return nil }

func (s *repeated) Next(context.Context) (evidence.Item, error) {
	it := fakeItem{first: s.at}
	for range 64 {
		if s.at >= s.n {
			break
		}
		it.files = append(it.files, fakeFile{
			path: fmt.Sprintf("evidence/%03d/%06d.json", s.at/1000, s.at),
			text: envelope("host-config", "web", fmt.Sprintf("host-%06d", s.at), freshTime, `{"ssh": {"root": "no"}}`),
		})
		s.at++
	}
	if len(it.files) == 0 {
		return (&fakeStream{}).Next(context.Background())
	}
	return it, nil
}

// BenchmarkDocuments measures many small documents under 20 checks.
//
// Two shared cores: 35, 7 and 3.4 µs a verdict for 10, 1,000 and 100,000
// documents; compiling is shared by more and more of them.
func BenchmarkDocuments(b *testing.B) {
	for _, n := range []int{10, 1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := fortyChecks()
			s.kinds = testKinds(b)
			checks := s.checks(b)
			e := s.engine(b, checks)
			plan := s.plan(checks)
			for b.Loop() {
				obs, err := e.Run(context.Background(), plan, &repeated{n: n}, Options{SpoolDir: b.TempDir()})
				if err != nil {
					b.Fatal(err)
				}
				if len(obs.All) != 20 || obs.All[0].Count != n {
					b.Fatal(len(obs.All))
				}
				obs.Close()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n*20), "ns/verdict")
		})
	}
}

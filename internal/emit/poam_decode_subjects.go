package emit

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/oscal"
)

// affected reads the affected subjects of an item from its observation.
func (d *decoder) affected(it *assessment.Item, o *oscal.Observation, where string) {
	n, err := strconv.Atoi(own(o.Props, "affected"))
	open, err2 := strconv.Atoi(own(o.Props, "affected-open"))
	if err != nil || err2 != nil {
		d.fail(where, "the observation does not count its affected subjects")
	}
	it.Affected = assessment.AffectedSet{Count: n, Open: open}
	for _, s := range deref(o.Subjects) {
		it.Affected.Inline = append(it.Affected.Inline, assessment.Affected{
			Component: inexact(own(s.Props, "component")), Asset: inexact(own(s.Props, "asset")), ID: inexact(own(s.Props, "subject-id")),
			Since: d.time(where, own(s.Props, "since")), Last: d.lastFailed(where, s.Props), Why: own(s.Props, "why"), Evidence: own(s.Props, "evidence-sha256"),
			Cleared: d.time(where, own(s.Props, "cleared")), How: howOf(own(s.Props, "how")), Parts: sortedParts(owns(s.Props, "examined-part"), inexact),
		})
	}
	for _, l := range deref(o.Links) {
		if l.Rel == "subjects" {
			it.Affected.Inline = nil
			it.Affected.Stream = d.stream(strings.TrimPrefix(l.Href, "#"), where, n, open, d.lastFailed(where, o.Props))
		}
	}
	if it.Affected.Stream != nil {
		return
	}
	// Closing is decided by the counts, so they must be those of the list.
	still := 0
	for _, a := range it.Affected.Inline {
		if a.Cleared.IsZero() {
			still++
		}
		if a.Since.IsZero() {
			d.fail(where, "an affected subject does not say since when it is")
		}
	}
	if len(it.Affected.Inline) != n || still != open {
		d.fail(where, fmt.Sprintf("the observation counts %d affected subjects, %d of them still, and lists %d and %d", n, open, len(it.Affected.Inline), still))
	}
}

// lastFailed is when an affected subject failed last; zero where nothing tells.
// Where two values stand, as a merge of two branches leaves them, the later one
// counts: it asks for more.
func (d *decoder) lastFailed(where string, props *[]oscal.Property) time.Time {
	var last time.Time
	for _, text := range owns(props, "last-failed") {
		if t := d.time(where, text); t.After(last) {
			last = t
		}
	}
	return last
}

// stream reads affected subjects from the resource that holds them: n, of which
// open are not cleared, and of which none failed after last.
func (d *decoder) stream(uuid, where string, n, open int, last time.Time) iter.Seq2[assessment.Affected, error] {
	digest := ""
	if d.doc.BackMatter != nil {
		for _, r := range deref(d.doc.BackMatter.Resources) {
			if r.UUID == uuid && r.Rlinks != nil && (*r.Rlinks)[0].Hashes != nil {
				digest = (*(*r.Rlinks)[0].Hashes)[0].Value
			}
		}
	}
	if _, err := hex.DecodeString(digest); err != nil || len(digest) != 64 {
		d.fail(where, "the resource of the affected subjects has no SHA-256")
		return nil
	}
	path := filepath.Join(d.dir, resourcesDir, digest)
	shown := problem.Place{Path: strings.TrimSuffix(d.path, filepath.Base(d.path)) + resourcesDir + "/" + digest}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		d.problems.Add(shown, "a file of the recorded state is missing", "restore it from history")
		return nil
	}
	return func(yield func(assessment.Affected, error) bool) {
		f, err := openRegular(path)
		if err != nil {
			yield(assessment.Affected{}, problem.New(shown, "a file of the recorded state cannot be read", "restore it from history"))
			return
		}
		defer f.Close()
		sum := sha256.New()
		in := bufio.NewReaderSize(io.TeeReader(f, sum), 1<<16)
		listed, still := 0, 0
		for {
			text, err := in.ReadSlice('\n')
			if errors.Is(err, io.EOF) && len(text) == 0 {
				break
			}
			var l affectedLine
			if err != nil || json.Unmarshal(text, &l) != nil {
				yield(assessment.Affected{}, problem.New(shown, "a file of the recorded state is damaged", "restore it from history"))
				return
			}
			a := assessment.Affected{Component: l.Component, Asset: l.Asset, ID: l.ID, Last: last, Why: l.Why, Evidence: l.Evidence, How: howOf(l.How), Parts: sortedParts(l.Parts, strings.Clone)}
			a.Since, err = time.Parse(timeForm, l.Since)
			if err == nil && l.Cleared != "" {
				a.Cleared, err = time.Parse(timeForm, l.Cleared)
			}
			if err != nil {
				yield(assessment.Affected{}, problem.New(shown, "a file of the recorded state is damaged", "restore it from history"))
				return
			}
			if listed++; a.Cleared.IsZero() {
				still++
			}
			if !yield(a, nil) {
				return
			}
		}
		if listed != n || still != open {
			yield(assessment.Affected{}, problem.New(shown, "a file of the recorded state lists other affected subjects than the state counts", "restore it from history"))
			return
		}
		if hex.EncodeToString(sum.Sum(nil)) != digest {
			yield(assessment.Affected{}, problem.New(shown, "a file of the recorded state is not what the state names", "restore it from history"))
		}
	}
}

// sortedParts gives the parts of a finding as the fold keeps them.
func sortedParts(words []string, read func(string) string) []string {
	var out []string
	for _, w := range words {
		out = append(out, read(w))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func howOf(word string) assessment.Verification {
	for v, w := range howWord {
		if w == word {
			return v
		}
	}
	return assessment.Unverified
}

package collect

import (
	"context"
	"io"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/ingest"
	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/provenance"
)

// maxNotes bounds how much there is to tell of files that two entries match.
const maxNotes = 200

// Stream is the evidence of all sources, in order. It implements
// evidence.Stream.
type Stream struct {
	top     *os.Root
	sources []source
	opt     Options
	kinds   *evidence.Kinds
	// declared are the kinds that entries name; nil: every kind.
	declared []string

	at    int // source being walked
	walk  *walker
	file  int // place of the next file
	lines *lineFile
	notes []assessment.Note

	workers sync.Pool // of *worker
}

// worker is what reading a file needs and can be used again.
type worker struct {
	dec  *jsonast.Decoder
	buf  []byte
	read evidence.EnvelopeReader
}

func (s *Stream) worker() *worker {
	if w, ok := s.workers.Get().(*worker); ok {
		return w
	}
	w := &worker{dec: jsonast.New(jsonast.Default()), read: evidence.ReadEnvelope}
	if s.opt.Verify {
		w.read = (&evidence.Verifier{Kinds: s.kinds}).ReadEnvelope
	}
	return w
}

// Next gives the next file, or the next run of lines of a long one. Whatever
// is wrong with a file is a document of its item, never an error here.
func (s *Stream) Next(ctx context.Context) (evidence.Item, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if s.lines != nil {
			if item, err := s.lines.next(); err != io.EOF {
				return item, err
			}
			s.lines = nil
		}
		if s.at >= len(s.sources) {
			return nil, io.EOF
		}
		if s.opt.Only != nil && !s.opt.Only(s.sources[s.at].Entry) {
			s.at++
			continue
		}
		if s.walk == nil {
			s.walk = &walker{top: s.top, src: &s.sources[s.at]}
		}
		f, err := s.walk.next()
		if err != nil {
			s.walk.close()
			s.walk, s.at = nil, s.at+1
			continue
		}
		if item := s.item(ctx, f); item != nil {
			return item, nil
		}
	}
}

// item makes a found path an item; nil where an earlier entry has it, or where
// its lines are read by Next itself.
func (s *Stream) item(ctx context.Context, f found) evidence.Item {
	src := &s.sources[s.at]
	if strings.HasSuffix(f.path, provenance.Suffix) {
		if s.signs(f.path) {
			if f.dir != nil {
				f.dir.release()
			}
			return nil
		}
		f.what = orphan
	}
	if first := s.claimed(f.path); first >= 0 {
		if f.dir != nil {
			f.dir.release()
		}
		s.note(f.path, first)
		return nil
	}
	i := &item{s: s, src: src, found: f, file: s.file}
	s.file++
	if f.what == fine && src.isLines(f.path) && !i.rawLines() {
		s.lines = openLines(ctx, i)
		if s.lines != nil {
			return nil
		}
	}
	return i
}

// isLines says whether a file is read line by line.
func (src *source) isLines(name string) bool {
	ext := path.Ext(name)
	return src.Format == Lines || src.Format == "" && (ext == ".jsonl" || ext == ".ndjson")
}

// rawLines says whether a file named as one of envelopes, one a line, is a
// tool's export by what it begins with: many tools write a record a line.
func (i *item) rawLines() bool {
	if i.src.Format != "" {
		return false
	}
	return i.head(make([]byte, ingest.HeadSize)) != ""
}

// claimed is the first earlier entry that matches the path, -1 for none. Entries
// that name kinds, and none in common, each take their own from a file.
func (s *Stream) claimed(full string) int {
	own := &s.sources[s.at]
	return slices.IndexFunc(s.sources[:s.at], func(src source) bool { return !src.apart(own) && src.matches(full) })
}

// apart says whether two entries name kinds, and none in common.
func (src *source) apart(other *source) bool {
	return len(src.Kinds) > 0 && len(other.Kinds) > 0 &&
		!slices.ContainsFunc(src.Kinds, func(kind string) bool { return slices.Contains(other.Kinds, kind) })
}

// own hands on the documents of a file that are this entry's: not those of kinds
// that another entry takes from the same file.
func (i *item) own(yield func(*evidence.Document) error) func(*evidence.Document) error {
	if len(i.src.Kinds) == 0 || len(i.s.sources) == 1 {
		return yield
	}
	others := map[string]bool{}
	return func(doc *evidence.Document) error {
		if doc.Kind != "" && !slices.Contains(i.src.Kinds, doc.Kind) {
			other, known := others[doc.Kind]
			if !known {
				other = i.elsewhere(doc.Kind)
				others[strings.Clone(doc.Kind)] = other
			}
			if other {
				return nil
			}
		}
		return yield(doc)
	}
}

// elsewhere says whether another entry takes a kind from the file.
func (i *item) elsewhere(kind string) bool {
	return slices.ContainsFunc(i.s.sources, func(src source) bool {
		return src.index != i.src.index && slices.Contains(src.Kinds, kind) && src.apart(i.src) && src.matches(i.path)
	})
}

// note tells once for each pair of entries that they name the same file.
func (s *Stream) note(full string, first int) {
	src := &s.sources[s.at]
	for _, n := range s.notes {
		if n.Source.Pointer == pair(first, src.index) {
			return
		}
	}
	if len(s.notes) < maxNotes {
		s.notes = append(s.notes, assessment.Note{
			Source: assessment.Source{Path: full, Pointer: pair(first, src.index)},
			What:   "two sources name this file, and perhaps others; it is read for the first of them, " + where(s.sources[first]),
			Remedy: "make the paths of the two not overlap",
		})
	}
}

// Notes tells, once the stream has ended, which files two entries match, by
// one file for each pair of entries.
func (s *Stream) Notes() []assessment.Note {
	out := slices.Clone(s.notes)
	for i := range out {
		out[i].Source.Pointer = ""
	}
	return out
}

func pair(a, b int) string { return strconv.Itoa(a) + "/" + strconv.Itoa(b) }

// where names an entry as a person finds it.
func where(src source) string {
	if at := src.Where.String(); at != "" {
		return at
	}
	return strings.TrimSpace(src.Path)
}

// Close lets go of the repository. Items that are still being read go on to
// their end.
func (s *Stream) Close() error {
	if s.walk != nil {
		s.walk.close()
	}
	if s.lines != nil {
		s.lines.close()
	}
	return s.top.Close()
}

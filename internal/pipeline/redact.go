package pipeline

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/jsonast"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/provenance"
	"github.com/assay-compliance/assay/internal/redact"
)

// RedactOptions is one call of evidence redact.
type RedactOptions struct {
	Config   string // assay.yaml with kinds of its own and the key of pseudonyms; empty for none
	Rules    []redact.Rule
	Personal bool // ids of persons become pseudonyms
}

// Redacted is what was taken out of a file of evidence.
type Redacted struct {
	Envelopes int
	Removed   []redact.Removal   // by rule, in order; of Personal by pointer
	Problems  []*problem.Problem // of envelopes that are not of their kind any more
	Named     int                // envelopes whose subject, collector or source a pattern matches; these stay
	Signed    bool               // a signature stands beside the file, and is not for what is written
}

// Redact writes the envelopes of a file without what rules name, one a line; each
// says what was taken out of it, and the digest of what it was. It is an error
// where one of them cannot be read: then what was written is not all of it.
func Redact(file string, o RedactOptions, w io.Writer) (*Redacted, error) {
	r := &redaction{o: o, decoder: jsonast.New(jsonast.Default()), to: w, path: filepath.ToSlash(file)}
	if err := r.open(); err != nil {
		return nil, err
	}
	f, err := os.Open(file)
	if err != nil {
		cause, remedy := problem.Cause(err)
		return nil, problem.New(problem.Place{Path: r.path}, "the file cannot be opened: "+cause, remedy)
	}
	defer f.Close()
	if strings.HasSuffix(file, ".jsonl") {
		err = r.lines(f)
	} else {
		err = r.whole(f)
	}
	if err != nil {
		return nil, err
	}
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	_, err = os.Lstat(file + provenance.Suffix)
	r.out.Signed = !errors.Is(err, fs.ErrNotExist)
	return &r.out, nil
}

// redaction is one file being redacted.
type redaction struct {
	o        RedactOptions
	kinds    *evidence.Kinds
	names    func(string) string
	decoder  *jsonast.Decoder
	to       io.Writer
	path     string
	text     []byte // of the document being read
	out      Redacted
	problems problem.List
}

// open loads the kinds there are and what persons are called by.
func (r *redaction) open() error {
	trees := []fs.FS{evidence.Schemas}
	var cfg config.Config
	system := ""
	if r.o.Config != "" {
		w, err := Open(r.o.Config)
		if err != nil {
			return err
		}
		r.kinds, cfg, system = w.Kinds, *w.Config, w.Config.SystemID.Value
	} else {
		kinds, err := evidence.LoadKinds(trees...)
		if err != nil {
			return err
		}
		r.kinds = kinds
	}
	names, err := namer(&cfg, system, false)
	if err != nil {
		return err
	}
	r.names = names.Of
	return nil
}

func (r *redaction) lines(f io.Reader) error {
	runs := evidence.NewLineRuns(f, 0, 0)
	file := &evidence.File{Path: r.path}
	for {
		run, err := runs.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return problem.New(problem.Place{Path: r.path}, "the file cannot be read to its end", "")
		}
		if err := evidence.ReadLines(run, file, r.decoder, r.read, r.document); err != nil {
			return err
		}
	}
}

// whole reads a file of one envelope or an array of them.
func (r *redaction) whole(f io.Reader) error {
	const most = evidence.DefaultLine * 4
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil || len(text) > most {
		return problem.New(problem.Place{Path: r.path}, "the file cannot be read whole", "give one of at most 256 MiB, or one envelope a line in a .jsonl file")
	}
	if jsonast.IsArray(text) {
		return problem.New(problem.Place{Path: r.path}, "the file is a list", "write one envelope a line into a .jsonl file; raw exports become envelopes by assay evidence import")
	}
	doc := r.read(text, r.decoder)
	doc.Locate(&evidence.File{Path: r.path}, 0)
	return r.document(doc)
}

// read notes the text of a document while it is read.
func (r *redaction) read(b []byte, d *jsonast.Decoder) *evidence.Document {
	r.text = b
	return evidence.ReadEnvelope(b, d)
}

// document writes one.
func (r *redaction) document(d *evidence.Document) error {
	if d.Problem != nil {
		if r.empty() {
			return r.write(append(bytes.TrimSpace(r.text), '\n'))
		}
		r.problems.Join(d.Problem.Place, d.Problem)
		return nil
	}
	clean, taken, err := r.clean(d)
	if err != nil {
		return err
	}
	var head struct {
		Source map[string]any `json:"source"`
	}
	_ = json.Unmarshal(r.text, &head) // it was read before
	source := head.Source
	if source == nil {
		source = map[string]any{}
	}
	digest := sha256.Sum256(r.text)
	// What was taken out before stays told, the first time first.
	if earlier, ok := source["redacted"]; ok {
		before, _ := source["redacted-before"].([]any)
		source["redacted-before"] = append(before, map[string]any{"redacted": earlier, "redacted-from-sha256": source["redacted-from-sha256"]})
	}
	source["redacted"], source["redacted-from-sha256"] = taken, hex.EncodeToString(digest[:])
	if r.named(d, head.Source) {
		r.out.Named++
	}
	if p := r.kinds.Check(clean); p != nil {
		r.out.Problems = append(r.out.Problems, p)
	}
	line, err := clean.AppendEnvelope(nil, source)
	if err != nil {
		return err
	}
	return r.write(line)
}

// named says whether a pattern matches what an envelope says of itself.
func (r *redaction) named(d *evidence.Document, source map[string]any) bool {
	text, _ := json.Marshal(source)
	return slices.ContainsFunc(r.o.Rules, func(rule redact.Rule) bool {
		return rule.Pattern != nil && (rule.Pattern.MatchString(d.Subject) || rule.Pattern.MatchString(d.Collector) || rule.Pattern.Match(text))
	})
}

func (r *redaction) write(line []byte) error {
	r.out.Envelopes++
	_, err := r.to.Write(line)
	return err
}

// empty says whether the document is one of a collection that did not come to its
// end, and has nothing to take out.
func (r *redaction) empty() bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(r.text, &members) != nil {
		return false
	}
	return members["incomplete"] != nil && members["payload"] == nil
}

// clean is a document without what is to go, and what went.
func (r *redaction) clean(d *evidence.Document) (*evidence.Document, []redact.Removal, error) {
	rules := slices.Clone(r.o.Rules)
	if kind, ok := r.kinds.Get(d.Kind); ok && r.o.Personal {
		for _, pointer := range kind.Personal {
			rules = append(rules, redact.Rule{Name: pointer + " of " + kind.Name, Pointer: pointer, Instead: r.names})
		}
	}
	text, err := d.PayloadJSON()
	if err != nil {
		return nil, nil, err
	}
	one := redact.New(rules)
	if text, err = one.JSON(text); err != nil {
		return nil, nil, err
	}
	clean, err := d.WithPayload(text, r.decoder)
	if err != nil {
		return nil, nil, err
	}
	removed := one.Removed()
	r.count(removed)
	return clean, slices.DeleteFunc(removed, func(x redact.Removal) bool { return x.Count == 0 }), nil
}

// count adds what went to what went before.
func (r *redaction) count(removed []redact.Removal) {
	for _, x := range removed {
		at := slices.IndexFunc(r.out.Removed, func(y redact.Removal) bool { return y.Rule == x.Rule })
		if at < 0 {
			at = len(r.out.Removed)
			r.out.Removed = append(r.out.Removed, redact.Removal{Rule: x.Rule})
		}
		r.out.Removed[at].Count += x.Count
	}
}

package cli

import (
	"bufio"
	"cmp"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/redact"
	"github.com/assay-compliance/assay/internal/report"
)

type evidenceRedactOptions struct {
	config   string
	pointers []string
	patterns []string
	personal bool
	out      string
}

func newEvidenceRedact(f *factory) *cobra.Command {
	var o evidenceRedactOptions
	c := &cobra.Command{
		Use:   "redact FILE",
		Short: "Write evidence without what rules name, so that it can be passed on",
		Long: `Write the envelopes of a file, one a line, without what rules name. A pointer into
the payload, in which * is any name or index, takes a member away and leaves null
for an element; a pattern (RE2) replaces what it matches in texts by [redacted],
makes null of a number and takes a member away whose name it matches. With
--personal the ids of persons, as the kinds of evidence mark them, become the
pseudonyms that views show. Subject, collector and source of an envelope stay.

Each envelope says what was taken out of it and the digest of what it was before.
A signature of the file is not for what is written. The file itself stays as it is.

Exit codes: 0 written; 3 written, and some of it is not of its kind any more, as
listed: it would be undecided; 2 the evidence cannot be read, and nothing is
written.`,
		Example: `  assay evidence redact evidence/idp.json --personal -o shared/idp.jsonl
  assay evidence redact evidence/hosts.jsonl --pointer '/accounts/*/comment' --pattern '[0-9]{3}-[0-9]{2}-[0-9]{4}'`,
		Args: arguments(1, 1, "a FILE of envelopes"),
		RunE: func(_ *cobra.Command, args []string) error { return f.evidenceRedact(args[0], o) },
	}
	workspaceFlag(c, &o.config, "kinds and key of pseudonyms")
	c.Flags().StringArrayVar(&o.pointers, "pointer", nil, "JSON `POINTER` into the payload of what goes; repeatable")
	c.Flags().StringArrayVar(&o.patterns, "pattern", nil, "regular `EXPRESSION` of what goes; repeatable")
	c.Flags().BoolVar(&o.personal, "personal", false, "put pseudonyms in the place of ids of persons")
	c.Flags().StringVarP(&o.out, "out", "o", stdin, "`FILE` to write to, - for standard output")
	return c
}

func (f *factory) evidenceRedact(file string, o evidenceRedactOptions) error {
	rules, err := redactions(o)
	if err != nil {
		return err
	}
	if o.out != stdin && sameFile(file, o.out) {
		return problem.New(problem.Place{Path: filepath.ToSlash(o.out)}, "this is the file that is redacted", "write to another file; what is taken out cannot be had back")
	}
	// Made whole first, on disk: what cannot be read leaves nothing behind.
	temp, err := os.CreateTemp("", "assay-redact-*")
	if err != nil {
		return problem.New(problem.Place{}, "no temporary file can be made", "check TMPDIR and the disk")
	}
	defer os.Remove(temp.Name())
	defer temp.Close()
	text := bufio.NewWriterSize(temp, 1<<20)
	done, err := pipeline.Redact(file, pipeline.RedactOptions{Config: orHere(o.config), Rules: rules, Personal: o.personal}, text)
	if err = cmp.Or(err, text.Flush()); err != nil {
		return err
	}
	if _, err := temp.Seek(0, io.SeekStart); err != nil {
		return err
	}
	err = f.produce(o.out, func(w io.Writer) error {
		_, err := io.Copy(w, temp)
		return err
	})
	if err != nil {
		return err
	}
	f.notef("%s", report.Count(done.Envelopes, "piece")+" of evidence")
	for _, r := range done.Removed {
		f.notef("%s: %d taken out", r.Rule, r.Count)
	}
	if done.Named > 0 {
		f.notef("a pattern matches subject, collector or source of %s; rules are for payloads, and these stay as they are", report.Count(done.Named, "envelope"))
	}
	if done.Signed {
		f.notef("the signature beside %s is not for what is written; sign that anew", filepath.ToSlash(file))
	}
	if len(done.Problems) > 0 {
		for _, p := range done.Problems {
			f.notef("%s", p.Error())
		}
		return withCode(exitUndecided)
	}
	return nil
}

// redactions reads the rules; a pattern is named by its place, for it may be what
// it is to hide.
func redactions(o evidenceRedactOptions) ([]redact.Rule, error) {
	var rules []redact.Rule
	for _, p := range o.pointers {
		if !strings.HasPrefix(p, "/") {
			return nil, problem.New(problem.Place{}, "--pointer "+strconv.Quote(p)+" is no JSON pointer", "begin it with a slash, as /accounts/*/comment")
		}
		rules = append(rules, redact.Rule{Name: p, Pointer: p})
	}
	for i, p := range o.patterns {
		match, err := regexp.Compile(p)
		if err != nil {
			return nil, problem.New(problem.Place{}, "--pattern "+strconv.Itoa(i+1)+" is no regular expression", "write it as RE2 has them")
		}
		rules = append(rules, redact.Rule{Name: "pattern " + strconv.Itoa(i+1), Pattern: match})
	}
	if len(rules) == 0 && !o.personal {
		return nil, problem.New(problem.Place{}, "no rule says what goes", "give --personal, --pointer or --pattern")
	}
	return rules, nil
}

package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/assay-compliance/assay/internal/assessment"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/records"
)

// dialogue asks a person at a terminal, or reads the same lines from a script.
type dialogue struct {
	f     *factory
	ctx   context.Context
	open  *pipeline.Attesting
	today time.Time
	lines <-chan string
}

// errEnded says that the input ended.
var errEnded = errors.New("the input ended")

// linesOf reads lines beside the dialogue, so that an interruption is noticed while
// it waits for one. The channel closes at the end of the input.
func linesOf(ctx context.Context, in io.Reader) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		lines := bufio.NewScanner(in)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			select {
			case out <- lines.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// ask shows a prompt until it gets a line that fits; fits says what is wrong with
// one, or nothing.
func (d *dialogue) ask(prompt string, fits func(string) string) (string, error) {
	for {
		d.f.sayf("%s", prompt)
		select {
		case <-d.ctx.Done():
			return "", d.ctx.Err()
		case line, ok := <-d.lines:
			if !ok {
				return "", errEnded
			}
			line = strings.TrimSpace(line)
			wrong := fits(line)
			if strings.ContainsFunc(line, unicode.IsControl) || !utf8.ValidString(line) {
				wrong = "write plain text"
			}
			if wrong == "" {
				return line, nil
			}
			d.f.sayf("  %s", wrong)
		}
	}
}

// word asks for one of some words. There is no default: an empty line is asked
// again or, where it may be, is the word skip.
func (d *dialogue) word(prompt string, skips bool, words ...string) (string, error) {
	line, err := d.ask(prompt, func(s string) string {
		if slices.Contains(words, s) || skips && s == "" {
			return ""
		}
		return "write " + joinOr(words)
	})
	if line == "" && err == nil {
		return "skip", nil
	}
	return line, err
}

// text asks for a line of text.
func (d *dialogue) text(prompt string, empty bool) (string, error) {
	return d.ask(prompt, func(s string) string {
		if s == "" && !empty {
			return "write it on one line"
		}
		return ""
	})
}

// day asks for a day within bounds; a zero bound is none.
func (d *dialogue) day(prompt string, otherwise, least, most time.Time) (time.Time, error) {
	at := otherwise
	_, err := d.ask(prompt, func(s string) string {
		var err error
		if at = otherwise; s != "" {
			at, err = time.Parse(time.DateOnly, s)
		}
		switch {
		case err != nil:
			return "write the day, as 2027-01-31"
		case at.After(most):
			return "at the latest " + dayOf(most)
		case at.Before(least):
			return "at the earliest " + dayOf(least)
		}
		return ""
	})
	return at, err
}

func dayOf(t time.Time) string { return t.Format(time.DateOnly) }

// introduce asks once who answers, and in which roles.
func (d *dialogue) introduce() (who assessment.Party, roles []string, err error) {
	if who.Name, err = d.text("Your name", false); err != nil {
		return who, nil, ended(err)
	}
	var known []string
	for _, r := range d.open.Open {
		known = append(known, r.Role)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	line, err := d.ask("Your roles, with commas between them; asked are: "+strings.Join(known, ", "), func(s string) string {
		for _, role := range rolesOf(s) {
			if strings.ContainsFunc(role, func(r rune) bool {
				return r != '-' && r != '_' && r != '.' && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
			}) || !unicode.IsLetter(rune(role[0])) {
				return "a role is an id of letters, digits and hyphens, as information-system-security-officer"
			}
		}
		if len(rolesOf(s)) == 0 {
			return "write at least one"
		}
		return ""
	})
	if err != nil {
		return who, nil, ended(err)
	}
	if who.Organization, err = d.text("Your organization (empty: the provider itself)", true); err != nil {
		return who, nil, ended(err)
	}
	if who.Organization != "" {
		yes, err := d.word("Do you assess for it, independently of the provider? yes or no", false, "yes", "no")
		if err != nil {
			return who, nil, ended(err)
		}
		who.Assessor = yes == "yes"
	}
	if d.open.Independent && !who.Assessor {
		d.f.sayf("  this assessment is independent: only an assessor's word satisfies in it, and yours is kept as the provider's")
	}
	return who, rolesOf(line), nil
}

// ended is the end of the input before anything was answered.
func ended(err error) error {
	if err == errEnded {
		return errors.New("the input ended before it was said who answers; nothing was written")
	}
	return err
}

func rolesOf(line string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ' ' }), func(s string) bool { return s == "" })
}

// method asks how it was found out. By another method than the request asks for the
// objective would stay undecided.
func (d *dialogue) method(r *assessment.Request) (string, error) {
	return d.ask("Method: EXAMINE or INTERVIEW", func(s string) string {
		switch s {
		case r.Method:
			return ""
		case "EXAMINE", "INTERVIEW":
			return "this asks for " + r.Method + "; found out otherwise it would stay undecided"
		}
		return "write EXAMINE or INTERVIEW"
	})
}

// documents asks for what was looked at, by path or address.
func (d *dialogue) documents(must bool) ([]records.Document, error) {
	var out []records.Document
	for {
		var doc records.Document
		prompt := "Document: its path here or its address (empty: no more)"
		line, err := d.ask(prompt, func(s string) string {
			doc = records.Document{}
			switch {
			case s == "" && must && len(out) == 0:
				return "what is examined is a document: name one"
			case s == "":
			case strings.HasPrefix(s, "https://"), strings.HasPrefix(s, "http://"):
				doc.Href = s
			default:
				sum, err := records.Examine(d.open.Config, s)
				if err != nil {
					return problem.Of(err)[0].Error()
				}
				doc.Path, doc.SHA256 = s, sum
			}
			return ""
		})
		if err != nil || line == "" {
			return out, err
		}
		if doc.SHA256 != "" {
			d.f.sayf("  sha256 %s", doc.SHA256)
		} else {
			d.f.sayf("  kept elsewhere: nobody verifies it here")
		}
		if doc.Title, err = d.text("Its title (empty: its name)", true); err != nil {
			return nil, err
		}
		draft, err := d.word("Is it a draft or working paper? yes or no", false, "yes", "no")
		if err != nil {
			return nil, err
		}
		doc.Draft = draft == "yes"
		out = append(out, doc)
	}
}

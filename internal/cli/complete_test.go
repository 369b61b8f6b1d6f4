package cli

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Words that others wrote reach a shell as words: one a line, nothing in them that a
// shell runs, takes for a flag or for another line.
func TestNoOfferIsMoreThanAWord(t *testing.T) {
	hostile := []offer{
		{"plain", "as it is"}, {"a.b-c_d/e@f+g:h,i=j", ""}, {"Zürich", "letters of all kinds"},
		{"$(touch x)", ""}, {"`x`", ""}, {"a;b", ""}, {"a b", ""}, {"a\tb", ""}, {"a\nb", ""}, {"a\x1b[31m", ""}, {"--config=x", ""}, {"-x", ""},
		{"~root", ""}, {"*", ""}, {"a'b", ""}, {`a"b`, ""}, {`a\b`, ""}, {"a\u202eb", ""}, {"", "nothing"}, {"_activeHelp_ x", ""},
		{"told", "a\tb\nc\rd\x1b]0;e\x07 \u202ef\u2028"},
	}
	words, _ := completion(func(standing) []offer { return hostile }, false)(&cobra.Command{}, nil, "")
	want := []string{"Zürich\tletters of all kinds", "a.b-c_d/e@f+g:h,i=j", "plain\tas it is", "told\ta b c d ]0;e   f"}
	if !slices.Equal(words, want) {
		t.Errorf("%q", words)
	}
}

// What panics, and what takes too long, gives no words.
func TestAShellIsNeverKeptWaiting(t *testing.T) {
	words, directive := completion(func(standing) []offer { panic("no") }, false)(&cobra.Command{}, nil, "")
	if len(words) != 0 || directive != cobra.ShellCompDirectiveNoFileComp {
		t.Error(words, directive)
	}
	start := time.Now()
	words, _ = completion(func(standing) []offer { select {} }, false)(&cobra.Command{}, nil, "")
	if took := time.Since(start); len(words) != 0 || took < patience || took > 10*patience {
		t.Error(words, took)
	}
}

// Every row of the table names a command or a flag that there is.
func TestEveryCompletionIsOfSomething(t *testing.T) {
	rows := completed()
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		delete(rows, c.CommandPath())
		c.Flags().VisitAll(func(f *pflag.Flag) {
			delete(rows, c.CommandPath()+" --"+f.Name)
			delete(rows, "--"+f.Name)
		})
		for _, child := range c.Commands() {
			walk(child)
		}
	}
	walk(newRoot(&factory{in: strings.NewReader(""), out: io.Discard, errOut: io.Discard, now: time.Now, env: func(string) string { return "" }}))
	for row := range rows {
		t.Errorf("%q completes nothing", row)
	}
}

func FuzzOffers(f *testing.F) {
	f.Add("ac-2", "Account management", "ac")
	f.Add("$(x)", "\x1b[31m", "")
	f.Fuzz(func(t *testing.T, word, says, typed string) {
		words, _ := completion(func(standing) []offer { return []offer{{word, says}} }, false)(&cobra.Command{}, nil, typed)
		for _, w := range words {
			given, told, _ := strings.Cut(w, "\t")
			if given != word || !strings.HasPrefix(given, typed) || strings.ContainsAny(given, " $`;&|<>()*?[]{}~!#'\"\\") || given[0] == '-' {
				t.Errorf("%q is offered", given)
			}
			if strings.ContainsFunc(given+told, unicode.IsControl) {
				t.Errorf("%q has a control character", w)
			}
		}
	})
}

// A shell asks on every TAB. On two cores: 9 ms for the controls and checks of all
// frameworks, 10 ms for kinds of evidence, below 1 ms for gates, beside some 10 ms in
// which the program starts.
func BenchmarkComplete(b *testing.B) {
	for _, line := range [][]string{{"explain", ""}, {"control", "show", ""}, {"assess", "--gate", ""}, {"evidence", "kinds", ""}} {
		b.Run(strings.Join(line, "_"), func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				if code := Main(append([]string{"__complete"}, line...), strings.NewReader(""), &out, io.Discard); code != 0 || out.Len() == 0 {
					b.Fatal(code, out.String())
				}
			}
		})
	}
}

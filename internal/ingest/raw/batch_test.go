package raw

import (
	"context"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/problem"
)

// batchOf reads a text as a batch whose pages hold their records in "list", and
// says what came of it.
func batchOf(t *testing.T, text string) (records, also []string, p *problem.Problem) {
	t.Helper()
	f := Format{Name: "batch", Read: func(ctx context.Context, s *Source) error {
		j := NewJSON(ctx, s, "list id")
		return j.Batch(Batch{
			List: "list",
			Record: func(e Entry) error {
				var v struct {
					ID string `json:"id"`
				}
				records = append(records, e.Position+" "+string(e.Value))
				return j.Entry(e, &v)
			},
			Also: func(name string, v jsontext.Value) error {
				also = append(also, name+"="+string(v))
				return nil
			},
		})
	}}
	err := Read(context.Background(), f, strings.NewReader(text), Options{Path: "f", Component: "web"}, func(d *evidence.Document) error {
		p = d.Problem
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return records, also, p
}

func TestBatch(t *testing.T) {
	for name, tc := range map[string]struct{ text, records, also string }{
		"a list":                    {`[{"id":"a"}, {"id":"b"}]`, `/0 {"id":"a"}|/1 {"id":"b"}`, ""},
		"an empty list":             {` [ ] `, "", ""},
		"one record":                {"\n" + `{"id":"a","x":[1, 2]}`, `line 2 {"id":"a","x":[1, 2]}`, ""},
		"lines":                     {`{"id":"a"}` + "\n\n" + `{"id":"b"}` + "\n", `line 1 {"id":"a"}|line 3 {"id":"b"}`, ""},
		"without line feeds":        {`{"id":"a"}{"id":"b"}`, `line 1 {"id":"a"}|line 1, byte 20 {"id":"b"}`, ""},
		"a page":                    {`{"list":[{"id":"a"}],"next":"t"}`, `/list/0 {"id":"a"}`, `next="t"`},
		"a page whose list is late": {`{"next":{"a\"":1},"n":2,"list":[{"id":"a"}]}`, `/list/0 {"id":"a"}`, `next={"a\"":1}|n=2`},
		"pages":                     {`{"list":[{"id":"a"}],"next":1}` + "\n" + `{"list":[{"id":"b"}]}`, `/list/0 {"id":"a"}|line 2 {"id":"b"}`, "next=1"},
		"a list of pages":           {`[{"list":[{"id":"a"}]},{"list":[]},{"list":null}]`, `/0/list/0 {"id":"a"}`, ""},
		"a name that is escaped":    {`{"\u0069d":"a","\n":1}`, `line 1 {"id":"a","\n":1}`, ""},
	} {
		records, also, p := batchOf(t, tc.text)
		if got := strings.Join(records, "|"); got != tc.records || strings.Join(also, "|") != tc.also || p != nil {
			t.Errorf("%s: %s, also %v, %v", name, got, also, p)
		}
	}
}

func TestBatchRefuses(t *testing.T) {
	for text, want := range map[string]string{
		``:                                   "f: the file is empty",
		`[{"id":"a"}`:                        "the file ends in the middle",
		`{"id":"a"}` + "\n" + `{"id":`:       "f:2#/id: the file ends in the middle",
		`{"id":"a"} patient`:                 "not well-formed",
		`{"id":"a"}` + "\n" + `[{"id":7}]`:   "f:2#/0/id: a value is of another type",
		`{"list":[{"id":"a"},` + "\n{}, 7]}": "f:2#/list/2: a value is of another type",
		`{"list":{}}`:                        "f:1#/list: a value is of another type",
		`[[]]`:                               "another type",
		`null`:                               "another type",
		`{"id":"a","id":"b"}`:                "twice",
		`{"list":[{"id":"a","id":"b"}]}`:     "twice",
	} {
		if _, _, p := batchOf(t, text); p == nil || !strings.Contains(p.Error(), want) {
			t.Errorf("%s: %v", text, p)
		}
	}
}

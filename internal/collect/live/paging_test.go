package live

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"github.com/assay-compliance/assay/evidence"
)

// Pages are put together as if there had been one, whatever way they are handed
// out; one page is what was served, byte for byte.
func TestPages(t *testing.T) {
	type page struct {
		link, body string
	}
	rows := []struct {
		name, more string
		pages      map[string]page // by the query, decoded
		want       string
	}{
		{"one page", "", map[string]page{"limit=2": {"", "[ 1,2 ]\n"}}, "[ 1,2 ]\n"},
		{"link", "paging: {style: link}", map[string]page{
			"limit=2":   {`</api/users?limit=2>; rel="first", </api/users?p=2>; title="a, b; <c>"; rel="prev next"`, `[{"n":1.50}, {"n":"é"}]`},
			"p=2":       {`<?p=3>; REL=next`, `[]`},
			"p=3":       {`</api/users?p=2>; rel=prev`, ` [3] `},
			"unrelated": {"", ""},
		}, "[{\"n\":1.50}, {\"n\":\"é\"},\n3]"},
		{"cursor in the query", "paging: {style: cursor, cursor: /meta/next, parameter: after, items: /list}", map[string]page{
			"limit=2":           {"", `{"meta":{"next":"a b"},"list":[1,2],"total":3}`},
			"after=a b&limit=2": {"", `{"meta":{"next":7},"list":[3]}`},
			"after=7&limit=2":   {"", `{"meta":{"next":null},"list":[ ]}`},
		}, "{\"meta\":{\"next\":null},\"list\":[1,2,\n3]}"},
		{"address in the body", "paging: {style: cursor, cursor: /nextLink, items: /value}", map[string]page{
			"limit=2": {"", `{"value":[1],"nextLink":"http://PLACE/api/users?skip=1"}`},
			"skip=1":  {"", `{"value":[2]}`},
		}, "{\"value\":[1,\n2]}"},
		{"page", "paging: {style: page, parameter: page, first: 0, items: /data}", map[string]page{
			"limit=2&page=0": {"", `{"data":[1,2],"has_more":true}`},
			"limit=2&page=1": {"", `{"data":[3],"has_more":false}`},
			"limit=2&page=2": {"", `{"data":[],"has_more":false}`},
		}, "{\"data\":[1,2,\n3],\"has_more\":false}"},
		{"offset", "paging: {style: offset, parameter: skip}", map[string]page{
			"limit=2&skip=0": {"", `[1,2]`},
			"limit=2&skip=2": {"", `[3]`},
			"limit=2&skip=3": {"", `[]`},
		}, "[1,2,\n3]"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			c := newWorld(t).httpOne(t, func(w http.ResponseWriter, r *http.Request) {
				query, _ := url.QueryUnescape(r.URL.RawQuery)
				p, ok := row.pages[query]
				if !ok {
					t.Errorf("asked for %q", query)
				}
				if p.link != "" {
					w.Header().Set("Link", p.link)
				}
				answerJSON(w, replacePlace(p.body, r))
			}, row.more)
			if string(c.Data) != row.want {
				t.Errorf("%q, %v\nwant %q", c.Data, c.Failure, row.want)
			}
		})
	}
}

func replacePlace(body string, r *http.Request) string {
	u, _ := url.Parse("http://" + r.Host)
	return string(replaceAll(body, "http://PLACE", u.String()))
}

// A list whose end nobody sees is no list.
func TestPagesWithoutEnd(t *testing.T) {
	count := func(r *http.Request) int { n, _ := strconv.Atoi(r.URL.Query().Get("p")); return n }
	rows := []struct {
		name, more string
		handler    http.HandlerFunc
		why        evidence.Incomplete
	}{
		{"endless", "paging: {style: link, max-pages: 20}", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Link", fmt.Sprintf("<?p=%d>; rel=next", count(r)+1))
			answerJSON(w, fmt.Sprintf("[%d]", count(r)))
		}, evidence.Unfinished},
		{"endless and large", "paging: {style: link}\nmax-bytes: 1000", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Link", fmt.Sprintf("<?p=%d>; rel=next", count(r)+1))
			answerJSON(w, fmt.Sprintf("[%099d]", 0)[:1]+fmt.Sprintf("1%098d]", count(r)))
		}, evidence.Oversized},
		{"in a circle", "paging: {style: link}", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Link", fmt.Sprintf("<?p=%d>; rel=next", 1+count(r)%3))
			answerJSON(w, fmt.Sprintf("[%d]", count(r)))
		}, evidence.Unfinished},
		{"to itself", "paging: {style: cursor, cursor: /c, parameter: c, items: /l}", func(w http.ResponseWriter, r *http.Request) {
			answerJSON(w, `{"c":"x","l":["`+r.URL.RawQuery+`"]}`)
		}, evidence.Unfinished},
		{"a server that does not know the parameter", "paging: {style: page, parameter: pgae}", func(w http.ResponseWriter, _ *http.Request) {
			answerJSON(w, `[1,2]`)
		}, evidence.Unfinished},
		{"the second page fails", "paging: {style: link}\nretries: 0", func(w http.ResponseWriter, r *http.Request) {
			if count(r) > 0 {
				w.WriteHeader(500)
				return
			}
			w.Header().Set("Link", "<?p=1>; rel=next")
			answerJSON(w, `[1]`)
		}, evidence.ServerFailed},
		{"the second page is no list", "paging: {style: link}", func(w http.ResponseWriter, r *http.Request) {
			if count(r) > 0 {
				answerJSON(w, `{"error":"`+canary+`"}`)
				return
			}
			w.Header().Set("Link", "<?p=1>; rel=next")
			answerJSON(w, `[1]`)
		}, evidence.NotUnderstood},
		{"items that are not there", "paging: {style: page, parameter: page, items: /data}", func(w http.ResponseWriter, _ *http.Request) {
			answerJSON(w, `{"items":[1]}`)
		}, evidence.NotUnderstood},
		{"a cursor that is none", "paging: {style: cursor, cursor: /c, parameter: c, items: /l}", func(w http.ResponseWriter, _ *http.Request) {
			answerJSON(w, `{"c":{"x":1},"l":[]}`)
		}, evidence.NotUnderstood},
		{"the first page is cut, and says so", "paging: {style: offset, parameter: p, items: /l}", func(w http.ResponseWriter, r *http.Request) {
			if count(r) > 0 {
				answerJSON(w, `{"l":[]}`)
				return
			}
			answerJSON(w, `{"l":[1,2],"truncated":true}`)
		}, evidence.Unfinished},
		{"an empty page before the total", "paging: {style: page, parameter: p, items: /l}", func(w http.ResponseWriter, r *http.Request) {
			answerJSON(w, map[int]string{1: `{"total":4,"l":[1,2]}`, 2: `{"total":4,"l":[]}`}[count(r)])
		}, evidence.Unfinished},
		{"as many as the total", "paging: {style: page, parameter: p, items: /l}", func(w http.ResponseWriter, r *http.Request) {
			answerJSON(w, map[int]string{1: `{"total":2,"l":[1,2]}`, 2: `{"total":2,"l":[]}`}[count(r)])
		}, ""},
		{"something failed on the first page", "paging: {style: offset, parameter: p, items: /l}", func(w http.ResponseWriter, r *http.Request) {
			if count(r) > 0 {
				answerJSON(w, `{"l":[],"errors":[]}`)
				return
			}
			answerJSON(w, `{"l":[1,2],"errors":[{"shard":3}]}`)
		}, evidence.Unfinished},
		{"more by a header of its own", "", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Next-Page", "2")
			answerJSON(w, `[1]`)
		}, evidence.Unfinished},
		{"more in a member of a member", "", func(w http.ResponseWriter, _ *http.Request) {
			answerJSON(w, `{"l":[1],"response_metadata":{"next_cursor":"x"}}`)
		}, evidence.Unfinished},
		{"another member that says more", "paging: {style: cursor, cursor: /cursor, parameter: c, items: /l}", func(w http.ResponseWriter, _ *http.Request) {
			answerJSON(w, `{"nextPageToken":"x","l":[]}`)
		}, evidence.Unfinished},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if c := newWorld(t).httpOne(t, row.handler, row.more); why(c) != row.why {
				t.Errorf("%q: %v %q", why(c), c.Failure, c.Data)
			}
		})
	}
}

// A link header is read as RFC 8288 has it.
func TestNextLink(t *testing.T) {
	for header, want := range map[string]string{
		`<https://h/?page=2>; rel="next", <https://h/?page=9>; rel="last"`: "https://h/?page=2",
		`<a>; rel=prev,<b>; rel=next`:                                      "b",
		`<a,b;c>; foo="x, y"; rel="next"`:                                  "a,b;c",
		`<a>; title="rel=next"; rel=prev`:                                  "",
		`<a>; rel=prev; rel=next`:                                          "",
		`<a>; title="\"; rel=next"; rel=up`:                                "",
		`<a>`:                                                              "",
		`rel=next`:                                                         "",
		`<a; rel=next`:                                                     "",
		``:                                                                 "",
	} {
		if got := nextLink([]string{header}); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if got := nextLink([]string{"<a>; rel=prev", "<b>; rel=next"}); got != "b" {
		t.Errorf("of two headers: %q", got)
	}
}

func FuzzNextLink(f *testing.F) {
	f.Add(`<https://h/?page=2>; rel="next", <b>; rel="a \" b"`)
	f.Add(`<a>; rel=prev,,;;,<b>;=; rel="next`)
	f.Fuzz(func(t *testing.T, header string) {
		got := nextLink([]string{header})
		if again := nextLink([]string{"<" + got + ">; rel=next"}); got != "" && again != got {
			t.Errorf("%q is read from %q, and %q from itself", got, header, again)
		}
	})
}

package collect

import (
	"bytes"
	"context"
	"crypto/sha256"
	"hash"
	"io"
	"os"

	"github.com/assay-compliance/assay/evidence"
)

// lineFile is a .jsonl file being cut into runs of lines. Next reads it; the
// runs are parsed by whoever takes them.
type lineFile struct {
	item *item
	sign *signature
	f    *os.File
	hash hash.Hash
	runs *evidence.LineRuns
	file *evidence.File
	any  bool
}

// openLines opens a file of lines; nil where it cannot be, and then the item
// says why when it is read.
func openLines(ctx context.Context, i *item) *lineFile {
	f, what := i.open()
	if what != fine {
		return nil
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil
	}
	if i.dir != nil {
		i.dir.release()
		i.dir = nil
	}
	sign, what := i.signature(ctx, f)
	if what != fine {
		f.Close()
		return nil
	}
	l := &lineFile{item: i, f: f, sign: sign, hash: sha256.New(), file: &evidence.File{Path: i.path, Format: Lines}}
	l.runs = evidence.NewLineRuns(io.TeeReader(f, l.hash), 0, 0)
	return l
}

// next gives the next run of lines; io.EOF behind the last, when the file's
// digest is complete. A file with nothing but blank lines, or that cannot be
// read to its end, is an item that says so.
func (l *lineFile) next() (evidence.Item, error) {
	run, err := l.runs.Next()
	switch {
	case err == nil:
		l.any = l.any || run.Problem != nil || len(bytes.Trim(run.Bytes, " \t\r\n")) > 0
		return &lineItem{l.item, l.file, l.sign, run}, nil
	case err != io.EOF:
		l.close()
		l.runs = evidence.NewLineRuns(eof{}, 0, 0)
		i := *l.item
		i.what = gone
		return &i, nil
	case !l.any:
		l.any = true
		i := *l.item
		i.what = empty
		return &i, nil
	}
	l.hash.Sum(l.file.Digest[:0])
	l.close()
	if l.sign.of(l.file.Digest) {
		return nil, io.EOF
	}
	l.sign = nil
	i := *l.item
	i.what = changed
	return &i, nil
}

func (l *lineFile) close() { l.f.Close() }

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// lineItem is a run of lines.
type lineItem struct {
	*item
	file *evidence.File
	sign *signature
	run  evidence.LineRun
}

// Documents reads the envelopes of the run.
func (l *lineItem) Documents(ctx context.Context, yield func(*evidence.Document) error) error {
	w := l.s.worker()
	defer l.s.workers.Put(w)
	yield = l.own(yield)
	return evidence.ReadLines(l.run, l.file, w.dec, w.read, func(doc *evidence.Document) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		l.declared(doc)
		l.complete(doc)
		l.vouch(doc, l.sign)
		return yield(doc)
	})
}

package provenance

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"

	"github.com/assay-compliance/assay/internal/problem"
)

// Digest reads a regular file to its end and gives the sha256 of its bytes.
func Digest(path string) (sum [32]byte, err error) {
	place := problem.Place{Path: path}
	info, err := os.Stat(path)
	if err != nil {
		cause, remedy := problem.Cause(err)
		return sum, problem.New(place, "cannot be opened: "+cause, remedy)
	}
	if !info.Mode().IsRegular() {
		return sum, problem.New(place, "is no regular file", "name a file")
	}
	f, err := os.Open(path)
	if err != nil {
		cause, remedy := problem.Cause(err)
		return sum, problem.New(place, "cannot be opened: "+cause, remedy)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return sum, problem.New(place, "cannot be read to its end", "")
	}
	h.Sum(sum[:0])
	return sum, nil
}

// File makes the bundle of one file: its name without directory, its digest, and
// what the signer says of it.
func File(ctx context.Context, path string, p Predicate, key *Key) ([]byte, error) {
	sum, err := Digest(path)
	if err != nil {
		return nil, err
	}
	return Sign(ctx, Statement{
		Subjects:  []Subject{{Name: filepath.Base(path), SHA256: hex.EncodeToString(sum[:])}},
		Predicate: p,
	}, key)
}

// Verify says which of the keys signed a file, by the bundle beside it. The error
// is a *problem.Problem at the file.
func Verify(ctx context.Context, path string, keys []*Key) (*Key, error) {
	place := problem.Place{Path: path}
	sum, err := Digest(path)
	if err != nil {
		return nil, err
	}
	text, err := readBundle(path + Suffix)
	if err != nil {
		return nil, err
	}
	b, err := ReadBundle(text)
	switch {
	case err != nil:
		return nil, problem.New(problem.Place{Path: path + Suffix}, err.Error(), "sign the file again: assay sign")
	case !b.Names(sum):
		return nil, problem.New(place, "it is not what was signed", "get the file that was signed, or sign what it is now")
	}
	key, ok := b.SignedBy(ctx, keys)
	if !ok {
		return nil, problem.New(place, "it is signed by another key", "check it against the key of who signed it")
	}
	return key, nil
}

func readBundle(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, problem.New(problem.Place{Path: path}, "there is no signature", "sign the file: assay sign FILE --key KEY")
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxBundle+1))
	if err != nil {
		return nil, problem.New(problem.Place{Path: path}, "the signature cannot be read", "")
	}
	return text, nil
}

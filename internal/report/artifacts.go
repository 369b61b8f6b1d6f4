package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
)

// Artifacts writes the list of artifacts: SHA-256 and place of every file that the
// documents cite, in the form that sha256sum -c reads, with a digest over the list
// itself. What a file is stands in a comment above its line.
//
// Source: 32 CFR 170.17(c)(4) and 170.18(c)(4): name, value and algorithm of the hash
// of each artifact, kept for six years; the CMMC hashing guide adds a hash of the list.
func Artifacts(w io.Writer, in Input) error {
	if in.Artifacts == nil {
		return problem.New(problem.Place{Path: in.Out}, "it is not known which files these results cite", "give the directory that assay assess wrote")
	}
	list, err := in.Artifacts()
	if err != nil {
		return err
	}
	total, sums := sha256.New(), &strings.Builder{}
	files := 0
	for i := range list {
		a := &list[i]
		if a.Place == "" {
			fmt.Fprintf(sums, "# not held by this list, because it stands elsewhere or is cited without SHA-256: %s: %s\n", visible(a.Kind), visible(a.Name))
			continue
		}
		if !plainPlace(a.Place) {
			return problem.New(problem.Place{Path: in.Out}, "an artifact stands at a path that a list of digests cannot hold", "give the directory that assay assess wrote")
		}
		fmt.Fprintf(sums, "# %s: %s\n", visible(a.Kind), visible(a.Name))
		if i+1 < len(list) && list[i+1].Place == a.Place {
			continue // another name of the same file
		}
		files++
		line := a.Digest + "  " + a.Place + "\n"
		sums.WriteString(line)
		total.Write([]byte(line))
	}
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Artifacts of %s, as of %s, assay %s: %s\n", visible(in.System), in.asOf(), visible(in.Version), Count(files, "file"))
	out.WriteString("# Algorithm: SHA-256 (FIPS 180-4). Names and places are those of the results directory.\n")
	out.WriteString("# Run there, this holds every file against its digest: sha256sum -c THIS-FILE\n")
	fmt.Fprintf(out, "# SHA-256 over the lines that are no comments, as they stand: %s\n", hex.EncodeToString(total.Sum(nil)))
	out.WriteString("# To recompute it: grep -v '^#' THIS-FILE | sha256sum\n")
	out.WriteString(sums.String())
	out.WriteString("# " + sealMark + in.seal(formatArtifacts).String() + "\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write list of artifacts: %w", err)
	}
	return nil
}

// plainPlace says whether sha256sum takes a path as it is written: it escapes a
// backslash and what ends a line.
func plainPlace(place string) bool {
	return place != "" && !strings.ContainsFunc(place, func(r rune) bool { return r == '\\' || hidden(r) })
}

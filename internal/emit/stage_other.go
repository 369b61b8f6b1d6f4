//go:build !linux

package emit

import (
	"math"
	"os"
)

// exchange swaps two directories in three renames; recover finishes what a
// kill between them left.
func exchange(a, b string) error {
	old := a + ".old"
	if err := os.Rename(b, old); err != nil {
		return err
	}
	if err := os.Rename(a, b); err != nil {
		return err
	}
	return os.Rename(old, a)
}

func lockDir(dir string) (*os.File, error) { return os.Open(dir) }

func syncTree(dir string) error {
	files, err := filesUnder(dir, math.MaxInt)
	if err != nil {
		return err
	}
	return syncFiles(files)
}

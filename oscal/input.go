package oscal

import (
	"errors"
	"io"
)

// roomFrom is the size from which a text of unknown size is given all the room it
// may ask for.
const roomFrom = 1 << 20

// ReadAll reads a text to its end, or to one byte more than MaxSize, into a place
// of its own size: a text that grows by copying takes three times its size. Size
// is what is expected, 0 or less where nobody knows. Of a large text of unknown
// size the place is the largest that may be needed; pages that nothing is written
// to take no memory.
func ReadAll(in io.Reader, size int64) ([]byte, error) {
	in = io.LimitReader(in, MaxSize+1)
	room := make([]byte, min(max(size, 512-1), MaxSize)+1)
	n := 0
	for {
		if n == len(room) {
			next := 2 * n
			if n >= roomFrom {
				next = MaxSize + 1
			}
			if n > MaxSize {
				return room, nil
			}
			room = append(make([]byte, 0, next), room...)[:next]
		}
		read, err := in.Read(room[n:])
		n += read
		if errors.Is(err, io.EOF) {
			return room[:n:n], nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// Package model trains the fitness example's model: ridge regression of one numeric column on the others.
//
// It is written to be read, copied and audited: one approved instruction sees the rows of every contributor, so a DataDAO should be
// able to check what it does. It uses the standard library only, no clock and no randomness: the same rows give the same bytes.
//
//   - Inputs are the numeric columns and their square roots, standardised over the training rows. Text columns, `day` and `_wallet` are
//     never inputs. NULL is replaced by the training mean.
//   - A fifth of the rows is held back, chosen by a hash of the row's position, or of its `_wallet` and `day` where the query returns
//     both. Let the query order its rows, or the split is another one each time. The strength of the penalty is chosen by
//     cross-validation over the training rows, so the held-back rows stay unseen.
//   - Metrics compare the error on the held-back rows with that of always answering the training mean.
package model

import (
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"strconv"
)

// Format names the layout of model.json; a reader refuses any other.
const Format = "coppice-fitness-ridge/1"

// Target is the column predicted unless the job says otherwise.
const Target = "calories_kcal"

// Model is a trained model: prediction = Intercept + sum of Weight x standardised input.
type Model struct {
	Format    string    `json:"format"`
	Target    string    `json:"target"`
	Intercept float64   `json:"intercept"`
	Lambda    float64   `json:"lambda"`
	Features  []Feature `json:"features"`
}

// Metrics are errors on rows the training has not seen, in the target's unit. BaselineRMSE is that of the training rows' mean.
type Metrics struct {
	RMSE         float64 `json:"rmse"`
	BaselineRMSE float64 `json:"baselineRmse"`
	TrainRows    int     `json:"trainRows"`
	TestRows     int     `json:"testRows"`
}

// Prediction is the outcome for one held-back row. Row counts from 1 in the order of the query's result.
type Prediction struct {
	Row               int
	Actual, Predicted float64
}

// Result is what a training gives.
type Result struct {
	Model       Model
	Metrics     Metrics
	Predictions []Prediction // of the held-back rows, in order
}

// minimum number of rows on which training, cross-validation and testing still mean something.
const minimum = 20

// Train trains on t to predict the column target. Rows whose target is NULL are left out.
func Train(t *Table, target string) (*Result, error) {
	at := t.index(target)
	if at < 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoTarget, target)
	}
	y, ok := t.numbers(at)
	if !ok {
		return nil, fmt.Errorf("%w: %s is not numeric", ErrNoTarget, target)
	}
	var names []string
	cells := map[string][]float64{}
	for i, c := range t.Columns {
		if i == at || c == "_wallet" || c == "day" || cells[c] != nil {
			continue
		}
		if values, ok := t.numbers(i); ok {
			names = append(names, c)
			cells[c] = values
		}
	}
	if len(names) == 0 {
		return nil, ErrNoInput
	}

	var train, test, fold []int
	wallet, day := t.index("_wallet"), t.index("day")
	for r, row := range t.Rows {
		if math.IsNaN(y[r]) {
			continue
		}
		key := strconv.Itoa(r)
		if wallet >= 0 && day >= 0 {
			key = row[wallet] + " " + row[day]
		}
		if h := hash(key); h%5 == 0 {
			test = append(test, r)
		} else {
			train = append(train, r)
			fold = append(fold, int(h/5%5))
		}
	}
	if len(train)+len(test) < minimum || len(test) == 0 {
		return nil, fmt.Errorf("%w: %d, at least %d are needed", ErrTooFew, len(train)+len(test), minimum)
	}

	best, bestError := 0.0, math.Inf(1)
	for _, lambda := range []float64{0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1} {
		e, err := crossValidate(names, cells, y, train, fold, lambda)
		if err != nil {
			return nil, err
		}
		if e < bestError {
			best, bestError = lambda, e
		}
	}
	m, err := ridge(features(names, cells, train), cells, y, train, best)
	if err != nil {
		return nil, err
	}
	m.Format, m.Target = Format, target

	res := &Result{Model: m, Metrics: Metrics{TrainRows: len(train), TestRows: len(test)}}
	var squares, baseline float64
	for _, r := range test {
		p := m.Predict(func(column string) float64 { return cells[column][r] })
		res.Predictions = append(res.Predictions, Prediction{r + 1, y[r], p})
		squares += (p - y[r]) * (p - y[r])
		baseline += (m.Intercept - y[r]) * (m.Intercept - y[r])
	}
	res.Metrics.RMSE = math.Sqrt(squares / float64(len(test)))
	res.Metrics.BaselineRMSE = math.Sqrt(baseline / float64(len(test)))
	return res, nil
}

// Predict applies the model to one row; cell returns the value of a column, NaN for NULL.
func (m Model) Predict(cell func(column string) float64) float64 {
	p := m.Intercept
	for _, f := range m.Features {
		p += f.Weight * f.input(cell(f.Column))
	}
	return p
}

// crossValidate is the summed squared error over five folds of the training rows, each predicted by a model of the other four.
func crossValidate(names []string, cells map[string][]float64, y []float64, train, fold []int, lambda float64) (float64, error) {
	var sum float64
	for k := range 5 {
		var in, out []int
		for i, r := range train {
			if fold[i] == k {
				out = append(out, r)
			} else {
				in = append(in, r)
			}
		}
		if len(in) == 0 || len(out) == 0 {
			continue
		}
		m, err := ridge(features(names, cells, in), cells, y, in, lambda)
		if err != nil {
			return 0, err
		}
		for _, r := range out {
			d := m.Predict(func(column string) float64 { return cells[column][r] }) - y[r]
			sum += d * d
		}
	}
	return sum, nil
}

// WritePredictions writes at most limit of them as CSV.
func WritePredictions(w io.Writer, predictions []Prediction, limit int) error {
	if _, err := io.WriteString(w, "row,actual,predicted\n"); err != nil {
		return err
	}
	for _, p := range predictions[:min(limit, len(predictions))] {
		line := strconv.Itoa(p.Row) + "," + strconv.FormatFloat(p.Actual, 'f', -1, 64) + "," + strconv.FormatFloat(p.Predicted, 'f', 1, 64) + "\n"
		if _, err := io.WriteString(w, line); err != nil {
			return err
		}
	}
	return nil
}

// hash spreads keys evenly: FNV-1a alone leaves its low bits too regular for keys that differ in one digit.
func hash(key string) uint64 {
	f := fnv.New64a()
	io.WriteString(f, key)
	h := f.Sum64()
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}

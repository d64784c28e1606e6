-- Your scorecard: report dealer-scorecard, half-yearly.
-- Written by cxprog from harbor-pumps 2.1.0: change the program, not this file.

DROP VIEW IF EXISTS "cx_dealer-scorecard_dealer-care";
DROP VIEW IF EXISTS "cx_dealer-scorecard_gold-dealers";

-- For gold-dealers: the numbers.
CREATE VIEW "cx_dealer-scorecard_gold-dealers" AS
WITH
  -- How many answers each metric needs, and the scores from which on everybody is at the low or the
  -- high end: there, the value of a group tells what each of them answered.
  rules (metric, needed, lowest, highest) AS (
    VALUES
      ('repair-ces', 30, 1, 7), -- metric repair-ces: minimum_n
      ('repair-solved', 30, 0, 1) -- metric repair-solved: minimum_n
  ),
  -- The answers, in editions that are over.
  answers AS (
    SELECT
      a.metric, e.first_day, e.last_day, a."partner", r.needed, a.score AS points,
      CASE WHEN a.score <= r.lowest THEN 0 ELSE 1 END AS is_above_lowest,
      CASE WHEN a.score >= r.highest THEN 0 ELSE 1 END AS is_below_highest
    FROM cx_answers AS a
    JOIN rules AS r ON r.metric = a.metric
    JOIN cx_calendar AS e ON e.pace = 'half-yearly' AND e.day = a.answered_on
    WHERE a.score IS NOT NULL
      AND e.last_day < (SELECT MIN(day) FROM cx_as_of)
  ),
  -- The whole of one partner, where there are enough and not everybody is at the same end of the
  -- scale.
  shown_0 AS (
    SELECT
      metric, first_day, last_day, "partner", needed, COUNT(*) AS n, AVG(points) AS value,
      SUM(is_above_lowest) AS above_lowest, SUM(is_below_highest) AS below_highest
    FROM answers
    GROUP BY metric, first_day, last_day, "partner", needed
    HAVING COUNT(*) >= needed
      AND SUM(is_above_lowest) > 0
      AND SUM(is_below_highest) > 0
  )
SELECT metric, first_day, last_day, "partner", n, value
FROM shown_0
WHERE "partner" IN (SELECT "partner" FROM cx_viewer);

-- For dealer-care: the numbers.
CREATE VIEW "cx_dealer-scorecard_dealer-care" AS
WITH
  -- How many answers each metric needs, and the scores from which on everybody is at the low or the
  -- high end: there, the value of a group tells what each of them answered.
  rules (metric, needed, lowest, highest) AS (
    VALUES
      ('repair-ces', 30, 1, 7), -- metric repair-ces: minimum_n
      ('repair-solved', 30, 0, 1) -- metric repair-solved: minimum_n
  ),
  -- The answers, in editions that are over.
  answers AS (
    SELECT
      a.metric, e.first_day, e.last_day, r.needed, a.score AS points,
      CASE WHEN a.score <= r.lowest THEN 0 ELSE 1 END AS is_above_lowest,
      CASE WHEN a.score >= r.highest THEN 0 ELSE 1 END AS is_below_highest
    FROM cx_answers AS a
    JOIN rules AS r ON r.metric = a.metric
    JOIN cx_calendar AS e ON e.pace = 'half-yearly' AND e.day = a.answered_on
    WHERE a.score IS NOT NULL
      AND e.last_day < (SELECT MIN(day) FROM cx_as_of)
  ),
  -- The whole, where there are enough and not everybody is at the same end of the scale.
  shown_0 AS (
    SELECT
      metric, first_day, last_day, needed, COUNT(*) AS n, AVG(points) AS value,
      SUM(is_above_lowest) AS above_lowest, SUM(is_below_highest) AS below_highest
    FROM answers
    GROUP BY metric, first_day, last_day, needed
    HAVING COUNT(*) >= needed
      AND SUM(is_above_lowest) > 0
      AND SUM(is_below_highest) > 0
  )
SELECT metric, first_day, last_day, n, value
FROM shown_0;

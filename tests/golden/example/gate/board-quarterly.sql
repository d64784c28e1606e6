-- Customers and dealers, quarterly: report board-quarterly, quarterly.
-- Written by cxprog from harbor-pumps 2.1.0: change the program, not this file.

DROP VIEW IF EXISTS "cx_board-quarterly_cx-office";
DROP VIEW IF EXISTS "cx_board-quarterly_management-board";

-- For management-board: the numbers.
CREATE VIEW "cx_board-quarterly_management-board" AS
WITH
  -- How many answers each metric needs, and the scores from which on everybody is at the low or the
  -- high end: there, the value of a group tells what each of them answered.
  rules (metric, needed, lowest, highest) AS (
    VALUES
      ('relationship-osat', 30, 1, 5), -- metric relationship-osat: minimum_n
      ('repair-ces', 30, 1, 7), -- metric repair-ces: minimum_n
      ('dealer-osat', 30, 1, 5) -- metric dealer-osat: minimum_n
  ),
  -- The answers, in editions that are over.
  answers AS (
    SELECT
      a.metric, e.first_day, e.last_day, a."country", r.needed, a.score AS points,
      CASE WHEN a.score <= r.lowest THEN 0 ELSE 1 END AS is_above_lowest,
      CASE WHEN a.score >= r.highest THEN 0 ELSE 1 END AS is_below_highest
    FROM cx_answers AS a
    JOIN rules AS r ON r.metric = a.metric
    JOIN cx_calendar AS e ON e.pace = 'quarterly' AND e.day = a.answered_on
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
  ),
  -- By country, where there are enough and not everybody is at the same end of the scale.
  groups_1 AS (
    SELECT
      metric, first_day, last_day, "country", needed, COUNT(*) AS n, AVG(points) AS value,
      SUM(is_above_lowest) AS above_lowest, SUM(is_below_highest) AS below_highest
    FROM answers
    WHERE "country" IS NOT NULL
    GROUP BY metric, first_day, last_day, "country", needed
    HAVING COUNT(*) >= needed
      AND SUM(is_above_lowest) > 0
      AND SUM(is_below_highest) > 0
  ),
  -- What is left over of the group above when all these are subtracted. `place` 1 is the smallest.
  parts_1 AS (
    SELECT
      g.*, p.n - SUM(g.n) OVER parts AS left_n,
      p.above_lowest - SUM(g.above_lowest) OVER parts AS left_above_lowest,
      p.below_highest - SUM(g.below_highest) OVER parts AS left_below_highest,
      ROW_NUMBER() OVER (parts ORDER BY g.n, g."country") AS place
    FROM groups_1 AS g
    JOIN shown_0 AS p USING (metric, first_day, last_day)
    WINDOW parts AS (PARTITION BY metric, first_day, last_day)
  ),
  -- Where somebody is left over, but not enough, the smallest group stays hidden as well.
  shown_1 AS (
    SELECT metric, first_day, last_day, "country", needed, n, above_lowest, below_highest, value
    FROM parts_1
    WHERE place > 1
      OR left_n = 0
      OR (left_n >= needed AND left_above_lowest > 0 AND left_below_highest > 0)
  ),
  -- All levels; a cut without a value stands for all of its values.
  shown AS (
    SELECT 0 AS level, metric, first_day, last_day, NULL AS "country", n, value
    FROM shown_0
    UNION ALL
    SELECT 1 AS level, metric, first_day, last_day, "country", n, value
    FROM shown_1
  )
SELECT level, metric, first_day, last_day, "country", n, value
FROM shown;

-- For cx-office: the same as for management-board.
CREATE VIEW "cx_board-quarterly_cx-office" AS
SELECT *
FROM "cx_board-quarterly_management-board";

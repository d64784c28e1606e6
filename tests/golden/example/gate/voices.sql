-- Voices of the half-year: report voices, half-yearly.
-- Written by cxprog from harbor-pumps 2.1.0: change the program, not this file.

DROP VIEW IF EXISTS "cx_voices_cx-office_comments";
DROP VIEW IF EXISTS "cx_voices_cx-office";
DROP VIEW IF EXISTS "cx_voices_marketing_comments";
DROP VIEW IF EXISTS "cx_voices_marketing";
DROP VIEW IF EXISTS "cx_voices_key-accounts_comments";
DROP VIEW IF EXISTS "cx_voices_key-accounts";

-- For key-accounts: the numbers.
CREATE VIEW "cx_voices_key-accounts" AS
WITH
  -- How many answers each metric needs, and the scores from which on everybody is at the low or the
  -- high end: there, the value of a group tells what each of them answered.
  rules (metric, computed, needed, lowest, highest) AS (
    VALUES
      ('relationship-osat', 'mean', 30, 1, 5), -- metric relationship-osat: minimum_n
      ('relationship-nps', 'nps', 30, 6, 9) -- metric relationship-nps: minimum_n
  ),
  -- The answers, in editions that are over.
  answers AS (
    SELECT
      a.metric, e.first_day, e.last_day, r.needed,
      CASE
        WHEN r.computed = 'nps' AND a.score >= 9 THEN 100
        WHEN r.computed = 'nps' AND a.score <= 6 THEN -100
        WHEN r.computed = 'nps' THEN 0
        ELSE a.score
      END AS points,
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

-- For key-accounts: the comments. Each stands in the finest group that has enough of them; the
-- order is that of the alphabet, which tells nobody who wrote what when.
CREATE VIEW "cx_voices_key-accounts_comments" AS
WITH
  -- How many comments there have to be.
  rules (survey, question, needed) AS (
    VALUES
      ('customer-relationship', 'recommend-why', 10) -- policy small-numbers: anonymity/comments_from
  ),
  -- The comments, in editions that are over.
  said AS (
    SELECT a.survey, a.question, e.first_day, e.last_day, r.needed, a.words
    FROM cx_comments AS a
    JOIN rules AS r ON r.survey = a.survey AND r.question = a.question
    JOIN cx_calendar AS e ON e.pace = 'half-yearly' AND e.day = a.answered_on
    WHERE a.words <> ''
      AND e.last_day < (SELECT MIN(day) FROM cx_as_of)
  ),
  -- The whole, where there are enough.
  shown_0 AS (
    SELECT survey, question, first_day, last_day, needed, COUNT(*) AS n
    FROM said
    GROUP BY survey, question, first_day, last_day, needed
    HAVING COUNT(*) >= needed
  )
SELECT s.survey, s.question, s.first_day, s.last_day, s.words
FROM said AS s
JOIN shown_0 AS p0 ON p0.survey = s.survey
  AND p0.question = s.question
  AND p0.first_day = s.first_day
  AND p0.last_day = s.last_day
ORDER BY s.words;

-- For marketing: the same as for key-accounts.
CREATE VIEW "cx_voices_marketing" AS
SELECT *
FROM "cx_voices_key-accounts";

-- For marketing: the same as for key-accounts.
CREATE VIEW "cx_voices_marketing_comments" AS
SELECT *
FROM "cx_voices_key-accounts_comments";

-- For cx-office: the same as for key-accounts.
CREATE VIEW "cx_voices_cx-office" AS
SELECT *
FROM "cx_voices_key-accounts";

-- For cx-office: the same as for key-accounts.
CREATE VIEW "cx_voices_cx-office_comments" AS
SELECT *
FROM "cx_voices_key-accounts_comments";

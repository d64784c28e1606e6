-- The tables that the views of the reports read.
-- Written by cxprog from harbor-pumps 2.1.0: change the program, not this file.
--
-- Run this file first, then those of the reports; running them again keeps all lines. Let readers
-- select from their views and from no table. In PostgreSQL set `security_barrier` on the views, so
-- that no function in a query of theirs gets to see a line before it is hidden.

-- The day of today, one line: only editions that ended before it are shown. Never set it ahead of
-- time. Without a line, nothing is shown. A view that reads a clock does as well.
CREATE TABLE IF NOT EXISTS cx_as_of (
  day TEXT NOT NULL
);

-- Who is looking (partner): views that show each reader its own part show lines of these and no
-- others. Where readers log in to the database, make this a view of the one who is logged in, or
-- leave out the condition on cx_viewer and let the row-level security of the dashboard compare the
-- same column.
CREATE TABLE IF NOT EXISTS cx_viewer (
  "partner" TEXT
);

-- In which period each day lies, for every pace at which reports come out: 2000 to 2099. Days
-- beyond are not shown. Weeks begin on Monday; quarters, half-years and years with the fiscal year.
CREATE TABLE IF NOT EXISTS cx_calendar (
  pace TEXT NOT NULL,
  day TEXT NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL
);

DELETE FROM cx_calendar;

INSERT INTO cx_calendar (pace, day, first_day, last_day)
WITH
  digits (digit) AS (
    VALUES ('0'), ('1'), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8'), ('9')
  ),
  pairs AS (
    SELECT tens.digit || units.digit AS pair, CAST(tens.digit || units.digit AS INTEGER) AS number
    FROM digits AS tens
    CROSS JOIN digits AS units
  ),
  -- Every fourth year has a 29 February, 2000 included.
  dates AS (
    SELECT
      '20' || y.pair || '-' || m.pair || '-' || d.pair AS day,
      12 * (2000 + y.number) + m.number - 1 AS month_number, d.number AS day_of_month
    FROM pairs AS y
    CROSS JOIN pairs AS m
    CROSS JOIN pairs AS d
    WHERE m.number BETWEEN 1 AND 12
      AND d.number BETWEEN 1 AND CASE
        WHEN m.number IN (4, 6, 9, 11) THEN 30
        WHEN m.number <> 2 THEN 31
        WHEN y.number % 4 = 0 THEN 29
        ELSE 28
      END
  ),
  -- Day 7 is the first Monday.
  days AS (
    SELECT
      day, month_number, day_of_month,
      ROW_NUMBER() OVER (ORDER BY month_number, day_of_month) + 4 AS day_number
    FROM dates
  ),
  -- The days of a period have the same `period`: the number of its first month, or day.
  periods AS (
    SELECT 'monthly' AS pace, day, month_number AS period
    FROM days
    UNION ALL
    SELECT 'quarterly' AS pace, day, month_number - month_number % 3 AS period
    FROM days
    UNION ALL
    SELECT 'half-yearly' AS pace, day, month_number - month_number % 6 AS period
    FROM days
  )
SELECT pace, day, MIN(day) OVER period_of, MAX(day) OVER period_of
FROM periods
WINDOW period_of AS (PARTITION BY pace, period);

-- One line for each answer and metric; it may be a view of yours. Minimums count lines: who
-- answered twice in a period should have one line, the later one. No line needs to say who
-- answered.
-- `answered_on` is the day on which the line came into this table. Once a day is over, none of its
-- lines may be added, changed or removed, and dimensions stay as they were then: what was shown
-- once stays as it is.
-- Where a dimension is not known it is NULL: such a line counts in the totals above, and in no
-- group.
-- Days are texts such as 2027-03-31: all databases write, compare and sort these alike.
--
-- The score of
--   commissioning-csat  the answer, 1 to 5
--   dealer-osat         the answer, 1 to 5
--   relationship-nps    the answer, 0 to 10
--   relationship-osat   the answer, 1 to 5
--   repair-ces          the answer, 1 to 7
--   repair-solved       1 where the answer is `yes`, else 0
CREATE TABLE IF NOT EXISTS cx_answers (
  answer_id TEXT NOT NULL,
  survey TEXT NOT NULL,
  metric TEXT NOT NULL,
  score DOUBLE PRECISION NOT NULL,
  answered_on TEXT NOT NULL,
  "country" TEXT,
  "partner" TEXT,
  "tier" TEXT,
  PRIMARY KEY (answer_id, metric)
);

-- One line for each comment, that is to say each answer to customer-relationship.recommend-why,
-- repair-effort.repair-why; it may be a view of yours.
-- `answered_on` is the day on which the line came into this table. Once a day is over, none of its
-- lines may be added, changed or removed, and dimensions stay as they were then: what was shown
-- once stays as it is.
CREATE TABLE IF NOT EXISTS cx_comments (
  answer_id TEXT NOT NULL,
  survey TEXT NOT NULL,
  question TEXT NOT NULL,
  words TEXT NOT NULL,
  answered_on TEXT NOT NULL,
  PRIMARY KEY (answer_id, question)
);

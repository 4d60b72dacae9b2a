-- SPDX-License-Identifier: GPL-3.0-or-later
-- What was published last of each kind but procedures, which have a table of their own: the same again is published once. key: the
-- paper of a template, else empty.
CREATE TABLE published (
  kind text NOT NULL,
  key text NOT NULL,
  json text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (kind, key)
);

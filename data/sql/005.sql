-- Version 5: slips that are still to be printed.

-- Projection. The number of the desk that received it at its window while its slip has not gone to paper, else NULL. Older entries do
-- not say whether a slip was wanted, so none of them waits.
ALTER TABLE dossier ADD COLUMN unprinted INTEGER;
CREATE INDEX dossier_unprinted ON dossier (unprinted, id) WHERE unprinted IS NOT NULL;

/** The main of the exam process; what it is told and tells is in its room. Not written yet: it ends at once. */
process.exit(1);

//! Customers of high value who are going quiet: listed with the most at stake first.

use super::listed::Listed;
use super::{MOST_ROWS, Talk, say};
use crate::cli::exit::Failure;
use crate::cli::worklist::{narrowed, standpoint};
use crate::domain::quiet::QuietRow;

impl Talk<'_> {
    pub(super) async fn quiet(&mut self, words: &str) -> Result<(), Failure> {
        let arrangement = narrowed::<QuietRow>(words)?;
        let list = self.list::<QuietRow>().await?;
        let shown = arrangement.of(&list.rows, &standpoint(&list, &self.session.moment));
        let count = shown.len();
        let rows: Vec<QuietRow> = shown.into_iter().take(MOST_ROWS).map(|at| list.rows[at].clone()).collect();
        self.line(&say::how_many(count, "customer", MOST_ROWS))?;
        for (at, row) in rows.iter().enumerate() {
            self.line(&say::quiet(at + 1, row, &self.session.moment))?;
        }
        self.listed = Listed::Quiet(rows);
        Ok(())
    }
}

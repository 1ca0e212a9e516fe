//! What the stores sell, found by what orders and carts call it. Pure.

use std::collections::HashMap;

use crate::domain::history::{PastLine, Product};
use crate::domain::ids::Source;

/// What the stores sell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    wares: Vec<Ware>,
    by_key: HashMap<String, usize>,
    by_sku: HashMap<String, usize>,
    by_title: HashMap<String, usize>,
}

/// One product, whatever its forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ware {
    /// What tells it from others: `shopify:acme/77`.
    pub key: String,
    /// Its name.
    pub title: String,
    /// Stock keeping unit of a form that can be had, else of the first one.
    pub sku: Option<String>,
    /// Whether it can be had at all: for sale, and some form of it in stock or not counted.
    pub can_be_had: bool,
}

impl Catalogue {
    /// Of all products.
    pub fn of(products: &[Product]) -> Self {
        let mut catalogue = Self::default();
        for product in products {
            let at = catalogue.wares.len();
            let ware = Ware::of(product);
            catalogue.by_key.insert(ware.key.clone(), at);
            catalogue.by_title.insert(product.title.trim().to_lowercase(), at);
            for sku in product.variants.iter().filter_map(|variant| normal(variant.sku.as_deref())) {
                catalogue.by_sku.insert(sku, at);
            }
            catalogue.wares.push(ware);
        }
        catalogue
    }

    /// The product of a key.
    pub fn ware(&self, key: &str) -> Option<&Ware> {
        self.by_key.get(key).map(|at| &self.wares[*at])
    }

    /// What tells an item from others: the product's key where it is in the catalogue, else its stock keeping unit, else
    /// its name. An item's name may have its form behind a dash.
    pub fn key(&self, sku: Option<&str>, title: &str) -> String {
        let title = title.trim().to_lowercase();
        let of_sku = normal(sku);
        let in_catalogue = of_sku
            .as_ref()
            .and_then(|sku| self.by_sku.get(sku))
            .or_else(|| self.by_title.get(&title))
            .or_else(|| self.by_title.get(title.rsplit_once(" - ")?.0));
        match in_catalogue {
            Some(at) => self.wares[*at].key.clone(),
            None => of_sku.unwrap_or(title),
        }
    }

    /// The same of a line of the past. Nothing where it names neither product nor stock keeping unit.
    pub fn key_of_line(&self, source: &Source, line: &PastLine) -> Option<String> {
        let of_product = line.product.as_ref().map(|id| product_key(source, id));
        match of_product.filter(|key| self.by_key.contains_key(key)) {
            Some(key) => Some(key),
            None if line.sku.is_some() => {
                Some(self.key(line.sku.as_deref(), "")).filter(|key| !key.is_empty())
            }
            None => line.product.as_ref().map(|id| product_key(source, id)),
        }
    }
}

impl Ware {
    fn of(product: &Product) -> Self {
        let is_there = |stock: Option<i64>| stock.is_none_or(|pieces| pieces > 0);
        let had = product.variants.iter().find(|variant| is_there(variant.stock));
        let shown = had.or(product.variants.first());
        Self {
            key: product_key(&product.source, &product.id),
            title: product.title.clone(),
            sku: shown.and_then(|variant| variant.sku.clone()),
            can_be_had: product.active && (had.is_some() || product.variants.is_empty()),
        }
    }
}

fn product_key(source: &Source, id: &str) -> String {
    format!("{}/{id}", source.as_str())
}

fn normal(sku: Option<&str>) -> Option<String> {
    sku.map(|sku| sku.trim().to_lowercase()).filter(|sku| !sku.is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rust_decimal::Decimal;

    use super::*;
    use crate::domain::history::Variant;

    fn variant(sku: &str, stock: Option<i64>) -> Variant {
        let sku = Some(sku.to_owned());
        Variant { id: "1".to_owned(), title: None, sku, price: Decimal::TEN, stock }
    }

    fn catalogue() -> Catalogue {
        let product = |id: &str, title: &str, variants| Product {
            source: Source::store("shopify", "acme"),
            id: id.to_owned(),
            title: title.to_owned(),
            category: None,
            active: true,
            variants,
            read_at: Timestamp::UNIX_EPOCH,
        };
        Catalogue::of(&[
            product("7", "Nightjar bag", vec![variant("BAG-S", Some(0)), variant("BAG-L", Some(3))]),
            product("8", "Stove", vec![variant("STOVE", Some(-1))]),
            product("9", "Voucher", vec![variant("V", None)]),
        ])
    }

    #[test]
    fn an_item_is_found_by_its_unit_or_its_name_whatever_its_form() {
        let catalogue = catalogue();
        let bag = "shopify:acme/7";
        for (sku, title) in [(Some(" bag-s"), "x"), (None, "Nightjar bag"), (None, "nightjar bag - L / blue")]
        {
            assert_eq!(catalogue.key(sku, title), bag);
        }
        assert_eq!(catalogue.key(Some("OLD-1"), "Old thing"), "old-1");
        assert_eq!(catalogue.key(None, "Old thing"), "old thing");
    }

    #[test]
    fn a_line_of_the_past_is_the_same_product_as_the_item() {
        let catalogue = catalogue();
        let line = |product: Option<&str>, sku: Option<&str>| {
            let text = |text: &str| text.to_owned();
            let (product, sku) = (product.map(text), sku.map(text));
            let line = PastLine { id: "1".to_owned(), product, sku, category: None, quantity: 1 };
            catalogue.key_of_line(&Source::store("shopify", "acme"), &line)
        };
        assert_eq!(line(Some("7"), None).as_deref(), Some("shopify:acme/7"));
        assert_eq!(line(None, Some("Bag-L")).as_deref(), Some("shopify:acme/7"));
        assert_eq!(line(Some("99"), Some("OLD-1")).as_deref(), Some("old-1"), "as the item is called");
        assert_eq!(line(Some("99"), None).as_deref(), Some("shopify:acme/99"));
        assert_eq!(line(None, None), None);
    }

    #[test]
    fn what_is_out_of_stock_cannot_be_had_and_what_is_not_counted_can() {
        let catalogue = catalogue();
        let ware = |id: &str| catalogue.ware(&format!("shopify:acme/{id}")).unwrap();
        assert_eq!((ware("7").sku.as_deref(), ware("7").can_be_had), (Some("BAG-L"), true));
        assert!(!ware("8").can_be_had && ware("9").can_be_had);
    }
}

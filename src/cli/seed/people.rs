//! Invented people. No name here is anybody's: they are drawn from lists by number.

use serde_json::{Value, json};

use crate::civil;
use crate::db::Day;

/// A small generator: the same number gives the same people.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0xD1B5_4A32_D192_ED03))
    }
    fn next(&mut self) -> u64 {
        // SplitMix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    /// A number below `n`.
    pub(super) fn below(&mut self, n: i64) -> i64 {
        i64::try_from(self.next() % u64::try_from(n.max(1)).unwrap_or(1)).unwrap_or_default()
    }
    /// Yes, so many times in a hundred.
    pub(super) fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }
    pub(super) fn pick<T: Copy>(&mut self, from: &[T], otherwise: T) -> T {
        let n = usize::try_from(self.below(i64::try_from(from.len()).unwrap_or(1))).unwrap_or_default();
        from.get(n).copied().unwrap_or(otherwise)
    }
}

const WOMEN: &[&str] = &[
    "Nadia",
    "Sophie",
    "Fatoumata",
    "Élodie",
    "Aïcha",
    "Marie",
    "Olga",
    "Samira",
    "Chloé",
    "Inès",
    "Mariama",
    "Céline",
    "Yasmina",
    "Hélène",
    "Amina",
    "Laure",
    "Zoé",
    "Rachida",
    "Solène",
    "Blessing",
];
const MEN: &[&str] = &[
    "Karim",
    "Thomas",
    "Mamadou",
    "Éric",
    "Youssef",
    "Pierre",
    "Ivan",
    "Rachid",
    "Noël",
    "Ahmed",
    "Ousmane",
    "Loïc",
    "Bilal",
    "François",
    "Idriss",
    "Marc",
    "Théo",
    "Hakim",
    "Yannick",
    "Emeka",
];
const NAMES: &[&str] = &[
    "Benali",
    "Martin",
    "Traoré",
    "Lefèvre",
    "Haddad",
    "Dupont",
    "Çelik",
    "Garcia",
    "N’Diaye",
    "Moreau",
    "Ferreira",
    "Diallo",
    "Girard",
    "Œuvrard",
    "Kowalski",
    "Petit",
    "Mansouri",
    "Nguyen",
    "Roux",
    "Camara",
    "Fontaine",
    "Saïdi",
    "Bonnet",
    "Popescu",
    "Évrard",
    "Sow",
    "Marchand",
    "Amrani",
    "Blanc",
    "Mensah",
];

/// Who comes to a PLIE, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Public {
    Rsa,
    SingleParent,
    DisabledWorker,
    French,
    Mous,
    LongTerm,
}

impl Public {
    pub(super) const ALL: &'static [Public] = &[
        Self::Rsa,
        Self::Rsa,
        Self::Rsa,
        Self::SingleParent,
        Self::DisabledWorker,
        Self::French,
        Self::Mous,
        Self::LongTerm,
        Self::LongTerm,
    ];

    pub(super) fn criterion(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::SingleParent => "single_parent",
            Self::DisabledWorker => "rqth",
            Self::French => "migrant",
            Self::Mous => "mous",
            Self::LongTerm => "detld",
        }
    }
    pub(super) fn motive(self) -> &'static str {
        match self {
            Self::Rsa => "reinforced_support",
            Self::SingleParent => "barriers",
            Self::DisabledWorker => "training_project",
            Self::French => "language",
            Self::Mous => "mous",
            Self::LongTerm => "job_search",
        }
    }
    /// The stage that this public mostly begins with, and its barrier.
    pub(super) fn stage(self) -> (&'static str, &'static str) {
        match self {
            Self::Rsa => ("siae_job", "remobilisation"),
            Self::SingleParent => ("barrier_lifting", "family"),
            Self::DisabledWorker => ("career_project", "health"),
            Self::French => ("vocational_french", "language"),
            Self::Mous => ("remobilisation", "housing"),
            Self::LongTerm => ("prequalifying_training", "training"),
        }
    }
}

/// Somebody, as a prescriber describes them.
#[derive(Debug, Clone)]
pub(super) struct Somebody {
    pub(super) candidate: Value,
    pub(super) public: Public,
    pub(super) woman: bool,
}

pub(super) fn somebody(dice: &mut Dice, today: Day, communes: &[(&str, &str)], n: usize) -> Somebody {
    let public = dice.pick(Public::ALL, Public::Rsa);
    let woman = dice.chance(if public == Public::SingleParent { 90 } else { 52 });
    let first = if woman { dice.pick(WOMEN, "Nadia") } else { dice.pick(MEN, "Karim") };
    let last = dice.pick(NAMES, "Martin");
    let born = civil::add_days(today, -(19 * 365 + dice.below(41 * 365)));
    let (commune, postcode) = dice.pick(communes, ("38185", "38000"));
    let candidate = json!({
        "first_name": first, "last_name": last, "birth_date": born, "gender": if woman { "woman" } else { "man" },
        "phone": format!("06{:08}", 10_000_000 + (n * 7_919) % 80_000_000),
        "email": if dice.chance(60) { json!(format!("personne{n}@courriel.example")) } else { Value::Null },
        "address": { "line": format!("{} rue des Tilleuls", 1 + dice.below(120)), "postcode": postcode, "commune_code": commune },
    });
    Somebody { candidate, public, woman }
}

//! VAT numbers that name their country: the prefix says whose rules the rest keeps.

use crate::identifiers::engine::{Clean, Entry, any, as_of, is_digits, one_of, part, test};

/// Prefixes of the Union and the schemes behind them. Greece writes `EL`; `GR` is a common slip and means the same. `XI`
/// is Northern Ireland, inside the Union for goods; `EU` and `IM` are the One Stop Shop.
const MEMBERS: &str = "AT at.uid BE be.vat BG bg.vat CY cy.vat CZ cz.dic DE de.vat DK dk.cvr EE ee.kmkr EL gr.vat GR gr.vat \
    ES es.nif FI fi.alv FR fr.tva HR hr.oib HU hu.anum IE ie.vat IT it.iva LT lt.pvm LU lu.tva LV lv.pvn MT mt.vat \
    NL nl.btw PL pl.nip PT pt.nif RO ro.cf SE se.vat SI si.ddv SK sk.dph XI gb.vat EU eu.oss IM eu.oss";

/// Countries outside the Union and the number that stands on invoices there.
const OTHERS: &str = "AD ad.nrt AL al.nipt AR ar.cuit AU au.abn AZ az.voen BR br.cnpj BY by.unp CA ca.bn CH ch.vat CL cl.rut \
    CN cn.uscc CO co.nit CR cr.cpj DO do.rnc DZ dz.nif EC ec.ruc EG eg.tn FO fo.vn GB gb.vat GH gh.tin GN gn.nifp GT gt.nit \
    ID id.npwp IL il.hp IN in_.gstin IS is_.vsk JP jp.cn KE ke.pin KR kr.brn MA ma.ice MC mc.tva MD md.idno ME me.pib \
    MK mk.edb MX mx.rfc MZ mz.nuit NO no.mva NZ nz.ird OM om.vat PE pe.ruc PY py.ruc RS rs.pib RU ru.inn SG sg.uen SM sm.coe \
    SN sn.ninea SV sv.nit TH th.moa TN tn.mf TR tr.vkn TW tw.ubn UY uy.rut VE ve.rif VN vn.mst";

/// As it is: the scheme that the prefix names knows which separators it tolerates.
const WRITING: Clean = Clean::ignoring("");

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "eu.oss",
        country: "EU",
        name: "VAT number of the One Stop Shop (OSS, IOSS)",
        form: "EU or IM, three digits for the country, six or seven that count.",
        example: "IM3720050225",
        source: "Council Implementing Regulation (EU) 282/2011; ISO 3166-1 numeric codes of member states, 900 for Northern Ireland",
        clean: Clean::ignoring(" -"),
        rules: &[
            test(|n| {
                is_digits(part(n, 2..n.len()))
                    && matches!((part(n, 0..2), n.len()), (b"EU", 11) | (b"IM", 12))
            }),
            one_of(
                "country",
                2..5,
                "040 056 100 191 196 203 208 233 246 250 276 300 348 372 380 428 440 442 470 528 616 620 642 703 \
                705 724 752 900",
            ),
        ],
    },
    Entry {
        module: "eu.vat",
        country: "EU",
        name: "VAT identification number of the European Union",
        form: "Two letters for the member state and the number as it issues it.",
        example: "ATU 167 64 302",
        source: "Directive 2006/112/EC, article 215; VIES, structure of VAT numbers",
        clean: WRITING,
        rules: &[as_of("country", of_member)],
    },
    Entry {
        module: "vatin",
        country: "",
        name: "International value added tax identification number (VATIN)",
        form: "Two letters for the country and the number as that country issues it.",
        example: "DE136,295 916",
        source: "The national rules of each country",
        clean: WRITING,
        // Some countries' schemes know their own prefix, others do not.
        rules: &[any(&[&[as_of("country", of_country)], &[as_of("country", of_country).behind(2)]])],
    },
];

fn of_country(number: &[u8]) -> Option<&'static Entry> {
    of_member(number).or_else(|| listed(part(number, 0..2), OTHERS))
}

/// The scheme of the member state that a number's prefix names.
fn of_member(number: &[u8]) -> Option<&'static Entry> {
    listed(part(number, 0..2), MEMBERS)
}

fn listed(prefix: &[u8], list: &str) -> Option<&'static Entry> {
    let mut words = list.split_ascii_whitespace();
    while let (Some(known), Some(module)) = (words.next(), words.next()) {
        if known.as_bytes() == prefix {
            return super::find(module);
        }
    }
    None
}

/// The member states' schemes with their prefixes, without the One Stop Shop.
pub(in crate::identifiers) fn members() -> impl Iterator<Item = (&'static str, &'static Entry)> {
    let prefixes = MEMBERS.split_ascii_whitespace().step_by(2);
    let schemes = MEMBERS.split_ascii_whitespace().skip(1).step_by(2);
    prefixes.zip(schemes.filter_map(super::find)).filter(|(_, entry)| entry.country != "EU")
}

"""What each French bank lets download: its preamble, its titles, its signs, as the source beside it shows them.

The people and the amounts are invented; encodings, dates and signs are those of the source. Each file holds the same
receipt of 3 500 € on 26 November 2026 and the same debit of 45,99 €: (encoding, text, label of the receipt, what is
set apart).
"""

BANKS = {
    # https://github.com/jbleduigou/budgetcategorizer, parser/parser_test.go: nine lines of preamble, labels over
    # several lines, amounts without sign, then the cards of the account, without operations.
    "Crédit Agricole": (
        "iso-8859-1",
        """Téléchargement du  27/11/2026;


ATELIER DES VALS
CCHQ       no 00000000000;
Solde au 27/11/26 : 13,37 EUR

Liste des opérations du compte entre le 18/11/2026 et le 27/11/2026;

Date;Libellé;Débit Euros;Crédit Euros;
26/11/2026;"VIREMENT EN VOTRE FAVEUR
CC VAL DE MORLAINE
VP-2026-0003
";;3 500,00;
25/11/2026;"PRELEVEMENT
ORANGE
";45,99;


Atelier
VISA no  4533 00xx xxxx xx00;

;Pas d'opération pour cette carte entre le 18/11/2026 et 27/11/2026;
""",
        "VIREMENT EN VOTRE FAVEUR CC VAL DE MORLAINE VP-2026-0003",
        "un débit, 3 lignes hors du tableau",
    ),
    # https://github.com/Corsud/Tresoperso, tests/test_detect_csv_structure.py: one line of account, signed amounts.
    "BNP Paribas": (
        "cp1252",
        """Compte de chèques;Compte de chèques;****0000;27/11/2026;;13,37

Date operation;Libelle court;Type operation;Libelle operation;Montant operation en euro
26/11/2026;VIREMENT RECU;VIREMENT RECU;VIR SEPA RECU /DE CC VAL DE MORLAINE /MOTIF VP-2026-0003;3 500,00
25/11/2026;PRELEVEMENT;PRELEVEMENT;PRLV SEPA ORANGE;-45,99
""",
        "VIREMENT RECU VIR SEPA RECU /DE CC VAL DE MORLAINE /MOTIF VP-2026-0003",
        "un débit",
    ),
    # https://github.com/kledghq/kledg, lib/banking/import/presets.ts: five or six lines of account, one is « Date ».
    "La Banque Postale": (
        "iso-8859-1",
        """Numéro Compte   ;0000000S000
Type            ;CCP
Compte tenu en  ;euros
Date            ;27/11/2026
Solde (EUROS)   ;13,37
Solde (FRANCS)  ;87,70

Date;Libellé;Montant(EUROS);Montant(FRANCS)
26/11/2026;"VIREMENT DE CC VAL DE MORLAINE VP-2026-0003";+3500,00;22958,49
25/11/2026;"PRELEVEMENT DE ORANGE";-45,99;-301,67
""",
        "VIREMENT DE CC VAL DE MORLAINE VP-2026-0003",
        "un débit",
    ),
    # https://github.com/AiroPi/moneymanager, readers/societe_generale.py: one line of account, the title of each cell.
    "Société Générale": (
        "cp1252",
        """="0000000000000000";01/11/2026;27/11/2026;2;27/11/2026;13,37 EUR

Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise
26/11/2026;VIR RECU 1234567;VIR RECU 1234567 DE: CC VAL DE MORLAINE MOTIF: VP-2026-0003;3500,00;EUR
25/11/2026;PRELEVEMENT;PRELEVEMENT EUROPEEN DE: ORANGE;-45,99;EUR
""",
        "VIR RECU 1234567 DE: CC VAL DE MORLAINE MOTIF: VP-2026-0003",
        "un débit",
    ),
    # https://enodev.fr/posts/fin-du-qif-a-la-societe-generale.html: the file of 2019, a semicolon after each line.
    "Société Générale, 2019": (
        "iso-8859-15",
        """="0000000000000000";17/05/2026;27/11/2026;
date_comptabilisation;libellé_complet_operation;montant_operation;devise;
26/11/2026;VIR RECU 123S DE: CC VAL DE MORLAINE MOTIF: VP-2026-0003;3500,00;EUR;
25/11/2026;PRELEVEMENT EUROPEEN DE: ORANGE;-45,99;EUR;
""",
        "VIR RECU 123S DE: CC VAL DE MORLAINE MOTIF: VP-2026-0003",
        "un débit",
    ),
    # https://github.com/vrischmann/beancount-importers, synthetic/ccm-courant: ISO-8859-15, CRLF, a negative debit; and
    # https://github.com/afup/web, sources/AppBundle/Compta/Importer/CreditMutuel.php.
    "Crédit Mutuel, CIC": (
        "iso-8859-15",
        """Date;Date de valeur;Débit;Crédit;Libellé;Solde
25/11/2026;25/11/2026;-45,99;;PRLV SEPA ORANGE;9967,38
26/11/2026;27/11/2026;;3500,00;VIR CC VAL DE MORLAINE VP-2026-0003;13467,38
""",
        "VIR CC VAL DE MORLAINE VP-2026-0003",
        "un débit",
    ),
    # https://doc4-fr-mirror.openflyers.com, « Modèle d'import de relevé bancaire CSV CIC avec virgule ».
    "CIC, avec des virgules": (
        "iso-8859-15",
        """Date d'opération,Date de valeur,Montant,Libellé,Solde
26/11/2026,27/11/2026,3500.00,VIREMENT CC VAL DE MORLAINE VP-2026-0003,19261.85
25/11/2026,25/11/2026,-45.99,PRLV ORANGE,15761.85
""",
        "VIREMENT CC VAL DE MORLAINE VP-2026-0003",
        "un débit",
    ),
    # https://github.com/afup/web, tests/units/AppBundle/Compta/Importer/_data/ce.csv: balances around the operations.
    "Caisse d’Épargne, jusqu’en 2022": (
        "iso-8859-1",
        """Code de la banque : 17515;Code de l'agence : 90000;Date de début de téléchargement : 20/11/2026;\
Date de fin de téléchargement : 27/11/2026;
Numéro de compte : 00000000000;Nom du compte : CPT DEPOT ASSO;Devise : EUR;

Solde en fin de période;;;;32127,23
Date;Numéro d'opération;Libellé;Débit;Crédit;Détail;
26/11/26;2611202020261126-08.33.10.302574 -;VIR CC VAL DE MORLAINE;;+3500,00;VIR CC VAL DE MORLAINE VP-2026-0003;
25/11/26;2511202020261125-08.38.07.588296 -;PRLV ORANGE;-45,99;;PRLV ORANGE CONTRAT 1 ;
Solde en début de période;;;;28673,22
""",
        "VIR CC VAL DE MORLAINE VP-2026-0003",
        "un débit, un solde ou total",
    ),
    # https://github.com/NonoHM/budgetpilot, src/lib/server/import/profiles/banque-populaire.ts, and kledghq/kledg: the
    # banks of the group BPCE.
    "Caisse d’Épargne, depuis 2022": (
        "utf-8-sig",
        """Date de comptabilisation;Libelle simplifie;Libelle operation;Reference;Informations complementaires;\
Type operation;Categorie;Sous categorie;Debit;Credit;Date operation;Date de valeur;Pointage operation
26/11/2026;CC VAL DE MORLAINE;VIR SEPA CC VAL DE MORLAINE;OR00042;VP-2026-0003;Virement recu;A categoriser;\
A categoriser;;+3500,00;24/11/2026;26/11/2026;0
25/11/2026;ORANGE;PRLV ORANGE;OR00041;;Prelevement;A categoriser;A categoriser;-45,99;;25/11/2026;25/11/2026;0
""",
        "VIR SEPA CC VAL DE MORLAINE OR00042 VP-2026-0003",
        "un débit",
    ),
    # Of the group BPCE, in the layout of « ce.csv » above, as the reader `_get_credit_coop_importer` of a public module
    # for Odoo takes it (account.bank.statement.import): latin-1, dates of two digits, « Solde en fin de période » above
    # the titles, « Solde en début de période » under the operations.
    "Crédit Coopératif": (
        "iso-8859-1",
        """Code de la banque : 42559;Code de l'agence : 00001;
Solde en fin de période;;;;8127,23;
Date;Numéro d'opération;Libellé;Débit;Crédit;Détail;
26/11/26;0000001;VIR RECU CC VAL DE MORLAINE;;3500,00;VP-2026-0003;
25/11/26;0000002;PRLV ORANGE;-45,99;;;
Solde en début de période;;;;4673,22;;
""",
        "VIR RECU CC VAL DE MORLAINE VP-2026-0003",
        "un débit, un solde ou total",
    ),
    # https://github.com/azerpas/bourso-api, src/bourso_api/src/client/transaction.rs: ISO dates, a mark of UTF-8, the
    # balance in another notation.
    "BoursoBank": (
        "utf-8-sig",
        """dateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;accountLabel;accountbalance
2026-11-26;2026-11-26;"VIR SEPA CC VAL DE MORLAINE VP-2026-0003";"Virements reçus";"Virements reçus";cc;3 500,00;;\
00000000000;BoursoBank;3629.41
2026-11-25;2026-11-25;"PRLV ORANGE";Abonnements;"Vie quotidienne";orange;-45,99;;00000000000;BoursoBank;129.41
""",
        "VIR SEPA CC VAL DE MORLAINE VP-2026-0003",
        "un débit",
    ),
    # https://github.com/enobase/demo-coda-export, src/parsers/qonto.ts: only « settled » lines are booked.
    "Qonto": (
        "utf-8",
        """Status,Settlement date (UTC),Operation date (UTC),Total amount (incl. VAT),Currency,Counterparty name,\
Payment method,Transaction ID,IBAN,Reference
settled,2026-11-26 09:30:12,2026-11-25 18:00:00,3500.00,EUR,CC Val de Morlaine,Transfer,t-1,FR00,VP-2026-0003
settled,2026-11-25 09:30:12,2026-11-25 09:30:12,-45.99,EUR,Orange,Direct debit,t-2,FR00,
processing,,2026-11-27 10:00:00,900.00,EUR,Mairie,Transfer,t-3,FR00,
settled,2026-11-24 10:00:00,2026-11-24 10:00:00,120.00,USD,Fonds,Transfer,t-4,US00,
""",
        "CC Val de Morlaine VP-2026-0003",
        "un débit, une opération en attente ou refusée, une opération dans une autre monnaie",
    ),
    # The titles, semicolons and dates of the French export of Qonto, as public importers test them: « Statut;Date de la
    # valeur (UTC);Date de la valeur (local);… », https://github.com/kledghq/kledg, lib/banking/import/presets.ts.
    "Qonto, en français": (
        "utf-8",
        """Statut;Date de la valeur (UTC);Date de la valeur (local);Date de l'opération (UTC);\
Date de l'opération (local);Montant total (TTC);Débit;Crédit;Solde;Devise;Nom de la contrepartie;Référence;Note
Exécuté;25-11-2026 23:30:12;26-11-2026 00:30:12;25-11-2026 18:00:00;25-11-2026 19:00:00;3 500,00;;;4 000,00;EUR;\
CC VAL DE MORLAINE;VP-2026-0003;
Exécuté;25-11-2026 09:30:12;25-11-2026 10:30:12;25-11-2026 09:30:12;25-11-2026 10:30:12;-45,99;;;500,00;EUR;ORANGE;;
""",
        "CC VAL DE MORLAINE VP-2026-0003",
        "un débit",
    ),
}

# The shape of the files of https://github.com/gpaulissen/ofxstatement-french, tests/samples: header without a blank
# line, values without closing tags but those of BANKACCTFROM, an empty BALAMT, several accounts.
OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE
<OFX>
<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261127052901<LANGUAGE>FRA</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1>
<STMTTRNRS>
<TRNUID>
<STMTRS>
<CURDEF>EUR
<BANKACCTFROM>
<BANKID>10907</BANKID>
<ACCTID></ACCTID>
<ACCTTYPE2>CHECKING</ACCTTYPE2>
</BANKACCTFROM>
<BANKTRANLIST>
<DTSTART>20261101
<DTEND>20261127
<STMTTRN>
<TRNTYPE>CREDIT
<DTPOSTED>20261126120000.000[+1:CET]
<TRNAMT>+3500,00
<FITID>
<NAME>VIR COMMUNE DE GUÉRANDE
<MEMO>Facture VP-2026-0003 &amp; merci
</STMTTRN>
<STMTTRN>
<TRNTYPE>DEBIT
<DTPOSTED>20261125
<TRNAMT>-45.99
<FITID>2
<NAME>PRLV ORANGE

</STMTTRN>
<STMTTRN>
<TRNTYPE>CREDIT
<DTPOSTED>20261124
<TRNAMT>120.00
<NAME>FONDS DE LONDRES
<CURRENCY><CURRATE>1.1<CURSYM>GBP</CURRENCY>
</STMTTRN>
</BANKTRANLIST>
<BANKTRANLISTP><STMTTRNP><DTTRAN>20261128<TRNAMT>900.00<NAME>VIR A VENIR</STMTTRNP></BANKTRANLISTP>
<LEDGERBAL><BALAMT><DTASOF>20261127</LEDGERBAL>
</STMTRS>
</STMTTRNRS>
</BANKMSGSRSV1>
</OFX>
"""
XML = """<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211"?>
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR</CURDEF><BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT</TRNTYPE>
<DTPOSTED>20261126</DTPOSTED><TRNAMT>3500.00</TRNAMT><FITID>1</FITID><NAME>VIR COMMUNE DE GUÉRANDE</NAME>
<MEMO>Facture VP-2026-0003 &amp; merci</MEMO></STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""

# ISO 20022, camt.053.001.02 and 08: Sts is a code, then an element; a debtor is named, then in a party.
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><Stmt><Id>1</Id>
<Bal><Amt Ccy="EUR">13.37</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="EUR">3500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{booked}<BookgDt><Dt>2026-11-26</Dt></BookgDt>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr>{debtor}</Dbtr></RltdPties>
<RmtInf><Ustrd>VP-2026-0003</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">45.99</Amt><CdtDbtInd>DBIT</CdtDbtInd>{booked}<BookgDt><Dt>2026-11-25</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">900.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{pending}<ValDt><Dt>2026-11-28</Dt></ValDt></Ntry>
<Ntry><Amt Ccy="USD">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{booked}<BookgDt><Dt>2026-11-24</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>{booked}
<BookgDt><DtTm>2026-11-23T09:00:00</DtTm></BookgDt>
<NtryDtls><TxDtls><Amt Ccy="EUR">10.00</Amt><RmtInf><Ustrd>A</Ustrd></RmtInf></TxDtls>
<TxDtls>
<AmtDtls><TxAmt><Amt Ccy="EUR">20.00</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>B</Ustrd></RmtInf></TxDtls></NtryDtls>
<AddtlNtryInf>REMISE</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>
"""
VERSIONS = {
    "02": {"booked": "<Sts>BOOK</Sts>", "pending": "<Sts>PDNG</Sts>", "debtor": "<Nm>CC VAL</Nm>"},
    "08": {
        "booked": "<Sts><Cd>BOOK</Cd></Sts>",
        "pending": "<Sts><Cd>PDNG</Cd></Sts>",
        "debtor": "<Pty><Nm>CC VAL</Nm></Pty>",
    },
}

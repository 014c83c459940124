/** A buyer by M-Pesa: cents of KES that are owed to that phone, and what M-Pesa says it has. `cases`: reasons of open cases. */
export type Refunded = {
	phone: string;
	references: string[];
	owed: bigint;
	returned: bigint;
	cases: string[];
};

/** A wallet that bought tickets, or sold them: stroops that it must have in the end, and has. */
export type Holder = { address: string; owed: bigint; has: bigint };

/** Sums of the relayer's journal; cents of KES, stroops of USDC. */
export type Journal = {
	/** What M-Pesa holds for us, and what we owe its buyers and to wallets. */
	mpesa: bigint;
	buyers: bigint;
	wallets: bigint;
	/** What each currency sums up to. */
	sums: Record<string, bigint>;
};

export type RefundBooks = {
	buyers: Refunded[];
	holders: Holder[];
	journal: Journal;
	/** What M-Pesa holds by its own books, in cents. */
	mpesaHolds: bigint;
	/** Refunds that have not ended, and are no person's. */
	open: number;
	/** Open cases that name no buyer of this run. */
	strayCases: string[];
	/** What the treasury has on chain, and by the journal and the start. Stroops. */
	treasury: { has: bigint; booked: bigint };
};

/** What is wrong: money of a buyer that is neither back nor a person's, money that went back twice, books that differ. */
export function refundFindings(books: RefundBooks): string[] {
	const { buyers, holders, journal, mpesaHolds, open, strayCases, treasury } = books;
	const findings = buyers.flatMap(wrongOfBuyer);
	for (const { address, owed, has } of holders)
		if (owed !== has) findings.push(`wallet ${address} is owed ${owed} stroops in all and has ${has}`);
	const kept = buyers.reduce((sum, { owed, returned }) => sum + owed - returned, 0n);
	if (open > 0) findings.push(`${open} refunds have not ended`);
	findings.push(...strayCases.map((reason) => `a case without a buyer is open: ${reason}`));
	if (journal.mpesa !== mpesaHolds)
		findings.push(`the journal has ${journal.mpesa} cents with M-Pesa, which holds ${mpesaHolds}`);
	if (-journal.buyers !== kept)
		findings.push(`the journal owes buyers ${-journal.buyers} cents, and ${kept} did not go back`);
	if (journal.wallets !== 0n) findings.push(`the journal owes wallets ${-journal.wallets} stroops`);
	for (const [currency, sum] of Object.entries(journal.sums))
		if (sum !== 0n) findings.push(`the journal's ${currency} sums up to ${sum}`);
	if (treasury.has !== treasury.booked)
		findings.push(`the treasury has ${treasury.has} stroops, by the journal ${treasury.booked}`);
	return findings;
}

/** A case explains money that is kept. Nothing explains money that went back twice. */
function wrongOfBuyer({ phone, references, owed, returned, cases }: Refunded): string[] {
	const about = `${phone} (${references.join(', ')})`;
	if (returned > owed) return [`${about} has ${returned} cents back of ${owed}`];
	if (returned < owed && cases.length === 0) return [`${about} has ${returned} cents back of ${owed}`];
	if (returned === owed && cases.length > 0)
		return [`${about} has everything back, and a case: ${cases.join(', ')}`];
	return [];
}

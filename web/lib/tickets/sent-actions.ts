const key = 'passa.sent-actions';
const most = 10;
/** One that is older has ended, and a node may have dropped its ledger. */
const day = 86_400_000;

/** What a wallet signed about a ticket and this browser sent, until its end is known. */
export type SentAction = {
	/** The unsigned transaction, base64. Signatures do not change its hash, so it finds what was sent. */
	envelope: string;
	/** The page that waits for it. */
	page: string;
	/** Milliseconds since 1970. */
	sentAt: number;
};

function all(now: number): SentAction[] {
	try {
		const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
		return Array.isArray(list) ? list.filter(isSent).filter(({ sentAt }) => now - sentAt < day) : [];
	} catch {
		return [];
	}
}

const isSent = (value: unknown): value is SentAction => {
	const { envelope, page, sentAt } = (value ?? {}) as Record<string, unknown>;
	return typeof envelope === 'string' && typeof page === 'string' && typeof sentAt === 'number';
};

/** A browser may keep nothing for a site. The action goes on without it. */
function keep(list: SentAction[]): void {
	try {
		localStorage.setItem(key, JSON.stringify(list.slice(0, most)));
	} catch {}
}

export const keepAction = (sent: SentAction): void =>
	keep([sent, ...all(sent.sentAt).filter(({ envelope }) => envelope !== sent.envelope)]);

export const forgetAction = ({ envelope }: Pick<SentAction, 'envelope'>, now = Date.now()): void =>
	keep(all(now).filter((each) => each.envelope !== envelope));

/** What this page sent last and has not seen the end of. */
export const sentFrom = (page: string, now = Date.now()): SentAction | null =>
	all(now).find((sent) => sent.page === page) ?? null;

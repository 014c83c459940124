import { eq } from 'drizzle-orm';
import { providerTokens } from '../models/provider-tokens.ts';
import type { Database } from '../models/schema.ts';
import type { Provider } from '../providers.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import { isFresh, type Token, type TokenStore } from './token-store.ts';

/** One token of a provider for all processes on a database. The first to find it stale renews it; the others wait. */
export function sharedTokens(db: Database, seal: RelayerSeal, provider: Provider): TokenStore {
	let held: Token | null = null;
	let obtaining: Promise<Token> | null = null;
	return {
		async token(now, stale, renew) {
			if (isFresh(held, now, stale)) return held.value;
			obtaining ??= obtain(db, seal, provider, now, stale, renew).finally(() => {
				obtaining = null;
			});
			held = await obtaining;
			return held.value;
		},
	};
}

async function obtain(
	db: Database,
	seal: RelayerSeal,
	provider: Provider,
	now: number,
	stale: string | null,
	renew: () => Promise<Token>,
): Promise<Token> {
	const own = eq(providerTokens.provider, provider);
	const none = { provider, sealed: new Uint8Array(), expiresAt: new Date(0) };
	await db.insert(providerTokens).values(none).onConflictDoNothing();
	return db.transaction(async (tx) => {
		const [row] = await tx.select().from(providerTokens).where(own).for('update');
		const known = row ? opened(seal, row) : null;
		if (isFresh(known, now, stale)) return known;
		const token = await renew();
		const expiresAt = new Date(token.expiresAt);
		await tx
			.update(providerTokens)
			.set({ sealed: seal.seal(token.value), expiresAt })
			.where(own);
		return token;
	});
}

/** Null if another key sealed it. */
function opened(seal: RelayerSeal, { sealed, expiresAt }: typeof providerTokens.$inferSelect): Token | null {
	if (sealed.length === 0) return null;
	try {
		return { value: seal.open(sealed), expiresAt: expiresAt.getTime() };
	} catch {
		return null;
	}
}

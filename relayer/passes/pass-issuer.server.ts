import type { JWK } from 'jose';
import { exportPublicKey } from '#shared/pass/p256.ts';

/** The key that signs certificates (JWK, with its number as `kid`), and public ones that signed before. */
export type PassKeys = { key: JWK; earlier: JWK[] };

export type PassIssuer = {
	/** The number of the key that signs. */
	issuer: number;
	key: CryptoKey;
	/** By number: those whose certificates count. */
	publicKeys: ReadonlyMap<number, CryptoKey>;
};

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** The number of a key; null if it has none from 0 to 255. */
export const issuerNumber = ({ kid }: JWK): number | null =>
	kid !== undefined && /^(0|[1-9]\d{0,2})$/.test(kid) && Number(kid) <= 255 ? Number(kid) : null;

/** Rejects what is no P-256 key, as the configuration has checked. */
export async function passIssuerOf({ key, earlier }: PassKeys): Promise<PassIssuer> {
	const publicOf = ({ kty, crv, x, y }: JWK) =>
		crypto.subtle.importKey('jwk', { kty, crv, x, y }, curve, true, ['verify']);
	const all = await Promise.all(
		[...earlier, key].map(async (jwk) => [issuerNumber(jwk)!, await publicOf(jwk)] as const),
	);
	const { kty, crv, x, y, d } = key;
	return {
		issuer: issuerNumber(key)!,
		key: await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, curve, false, ['sign']),
		publicKeys: new Map(all),
	};
}

/** The public keys as devices read them: 33 bytes each. */
export const publicKeysOf = async ({
	publicKeys,
}: PassIssuer): Promise<{ issuer: number; key: Uint8Array }[]> =>
	Promise.all([...publicKeys].map(async ([issuer, key]) => ({ issuer, key: await exportPublicKey(key) })));

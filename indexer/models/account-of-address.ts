import { StrKey } from '@stellar/stellar-sdk';

const keyBytes = 32;

/** The account that a muxed address names; any other address as it is. */
export function accountOf(address: string): string {
	if (!StrKey.isValidMed25519PublicKey(address)) return address;
	return StrKey.encodeEd25519PublicKey(StrKey.decodeMed25519PublicKey(address).slice(0, keyBytes));
}

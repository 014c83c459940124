import { Address, hash, type Keypair, nativeToScVal, xdr } from '@stellar/stellar-sdk';

type Attributed = {
	passphrase: string;
	event: string;
	buyer: string;
	nonce: bigint;
	/** Unix seconds. */
	expiry: bigint;
	creators: { address: string; weight: number }[];
};

const layout = 1;
const model = 1;
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** An attribution as contracts/event/src/sale/attribution.rs reads it, signed by the platform's key. */
export function signedAttribution(key: Keypair, of: Attributed): Uint8Array {
	const expiry = new DataView(new ArrayBuffer(8));
	expiry.setBigUint64(0, of.expiry);
	const credits = of.creators.flatMap(({ address, weight }) => [
		...packedAddress(address),
		weight >> 8,
		weight & 255,
	]);
	const packed = Uint8Array.from([
		layout,
		model,
		...new Uint8Array(expiry.buffer),
		...new Uint8Array(32),
		...credits,
	]);
	const subject = xdr.ScVal.scvVec([
		new Address(of.event).toScVal(),
		new Address(of.buyer).toScVal(),
		nativeToScVal(of.nonce, { type: 'u64' }),
	]);
	const signed = [text('passa attribution'), hash(text(of.passphrase)), subject.toXdr(), packed];
	return Uint8Array.from([...packed, ...key.sign(Buffer.concat(signed))]);
}

/** 0 account or 1 contract, then its 32 bytes. */
function packedAddress(address: string): Uint8Array {
	const bytes = new Address(address).toBuffer();
	return Uint8Array.from([address.startsWith('G') ? 0 : 1, ...bytes]);
}

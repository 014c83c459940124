import { StrKey, scValToNative, xdr } from '@stellar/stellar-sdk';
import { strictBase64 } from '#shared/base64.ts';

const mostDepth = 16;
const symbolBytes = 32;

/** What this reader does not know is left to the SDK. */
class Unknown extends Error {}

/** Of an ScVal in base64: what `scValToNative` gives for it. */
export const nativeValue = (base64: string): unknown => nativeOf(base64, strictBase64(base64));

/** The same, with the ScVal's bytes; null where they are not canonical base64. */
export function nativeWithBytes(base64: string): { value: unknown; bytes: Uint8Array<ArrayBuffer> | null } {
	const bytes = strictBase64(base64);
	return { value: nativeOf(base64, bytes), bytes };
}

/**
 * Read from the bytes without the SDK's objects: an indexer that starts again reads millions. What is not one of the usual
 * types, or not ASCII, or not canonical, the SDK reads.
 */
function nativeOf(base64: string, bytes: Uint8Array<ArrayBuffer> | null): unknown {
	try {
		if (!bytes) throw new Unknown();
		const reader = new Reader(bytes);
		const value = reader.value(0);
		reader.end();
		return value;
	} catch (error) {
		// Beyond the end of the bytes a DataView throws RangeError.
		if (!(error instanceof Unknown) && !(error instanceof RangeError)) throw error;
		return scValToNative(xdr.ScVal.fromXdr(base64, 'base64'));
	}
}

class Reader {
	readonly #bytes: Uint8Array<ArrayBuffer>;
	readonly #view: DataView;
	#at = 0;

	constructor(bytes: Uint8Array<ArrayBuffer>) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	end(): void {
		if (this.#at !== this.#bytes.length) throw new Unknown();
	}

	value(depth: number): unknown {
		switch (this.#u32()) {
			case 0:
				return this.#bool();
			case 1:
				return null;
			case 3:
				return this.#u32();
			case 5:
				return this.#u64();
			case 9:
				return (this.#u64() << 64n) | this.#u64();
			case 10:
				return (BigInt.asIntN(64, this.#u64()) << 64n) | this.#u64();
			case 13:
				return this.#opaque(this.#length());
			case 14:
				return this.#ascii(this.#length());
			case 15:
				return this.#symbol();
			case 16:
				return this.#list(depth, () => this.value(depth + 1));
			case 17:
				return Object.fromEntries(this.#list(depth, () => this.#entry(depth)));
			case 18:
				return this.#address();
			default:
				throw new Unknown();
		}
	}

	#u32(): number {
		const value = this.#view.getUint32(this.#at);
		this.#at += 4;
		return value;
	}

	#u64(): bigint {
		const value = this.#view.getBigUint64(this.#at);
		this.#at += 8;
		return value;
	}

	#bool(): boolean {
		const value = this.#u32();
		if (value > 1) throw new Unknown();
		return value === 1;
	}

	#length(): number {
		const length = this.#u32();
		if (length > this.#bytes.length - this.#at) throw new Unknown();
		return length;
	}

	/** Bytes of their own, and the zeros that fill them up to a multiple of four. */
	#opaque(length: number): Uint8Array {
		const bytes = this.#bytes.slice(this.#at, this.#at + length);
		this.#at += length;
		while (this.#at % 4 !== 0) if (this.#view.getUint8(this.#at++) !== 0) throw new Unknown();
		return bytes;
	}

	#ascii(length: number): string {
		let text = '';
		for (const byte of this.#opaque(length)) {
			if (byte > 0x7f) throw new Unknown();
			text += String.fromCharCode(byte);
		}
		return text;
	}

	#symbol(): string {
		const length = this.#length();
		if (length > symbolBytes) throw new Unknown();
		return this.#ascii(length);
	}

	#list<T>(depth: number, read: () => T): T[] {
		if (depth >= mostDepth || this.#u32() !== 1) throw new Unknown();
		const length = this.#length();
		const list: T[] = [];
		for (let i = 0; i < length; i++) list.push(read());
		return list;
	}

	#entry(depth: number): [string, unknown] {
		const key = this.value(depth + 1);
		if (typeof key !== 'string') throw new Unknown();
		return [key, this.value(depth + 1)];
	}

	#address(): string {
		const type = this.#u32();
		if (type === 1) return StrKey.encodeContract(this.#opaque(32));
		if (type !== 0 || this.#u32() !== 0) throw new Unknown();
		return StrKey.encodeEd25519PublicKey(this.#opaque(32));
	}
}

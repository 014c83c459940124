import { hash } from '@stellar/stellar-sdk';

const ofNode = globalThis.process?.getBuiltinModule?.('node:crypto');

/** SHA-256. In Node its own: that takes a fraction of the time, and a rebuild makes hundreds of thousands. */
export const digest: (bytes: Uint8Array) => Uint8Array = ofNode
	? (bytes) => new Uint8Array(ofNode.hash('sha256', bytes, 'buffer'))
	: hash;

import encodeQR from 'qr';

/** Modules of white around a code, without which no scanner finds it. */
const quiet = 4;

/**
 * The modules of a QR code, row by row, true where they are dark. It is still read with a seventh of it scratched or
 * covered.
 */
export const qrModules = (text: string): boolean[][] =>
	encodeQR(text, 'raw', { ecc: 'medium', border: quiet });

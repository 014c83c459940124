import { randomInt } from 'node:crypto';

/** Without what looks alike (0 O, 1 I L) or reads as a word's vowel. */
const letters = '23456789BCDFGHJKMNPQRSTVWXYZ';
const length = 10;

/** What people and providers call an order: short enough to be typed as an account number, 48 random bits. */
export const freshReference = (): string =>
	Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

export const referencePattern = /^[A-Z0-9]{6,12}$/;

/** A reference as a payer typed it, made comparable: they add spaces or write it small, and PostgreSQL takes no NUL. */
export const referenceOf = ({ reference }: { reference: string }): string =>
	reference.replace(/[^\p{L}\p{N}\p{P}\p{S}]/gu, '').toUpperCase();

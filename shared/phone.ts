import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import { PassaError } from './errors.ts';
import { plainDigits } from './numbers.ts';
import { cleanText } from './text.ts';

const longest = 64;

export type KenyanMobileError = PassaError<'PHONE_NOT_KENYAN'>;

/** A number as address books and web pages give it: without marks, `tel:`, `00` for `+`, and a 0 in parentheses. */
const written = (text: string): string =>
	plainDigits(cleanText(text))
		.trim()
		.replace(/^(?:tel|sms|mobile|whatsapp|phone)\s*[:.]\s*/i, '')
		.replace(/^\+?\s*0{2,3}\s*(?=2\s*5\s*4)/, '+')
		.replace(/\(\s*0\s*\)/, ' ');

/** A Kenyan mobile number, written in any usual way (07…, 01…, +254…, 254…), as Safaricom wants it: 2547… or 2541….
 * Throws KenyanMobileError. */
export function kenyanMobile(text: string): string {
	const found =
		text.length <= longest
			? parsePhoneNumberFromString(written(text), { defaultCountry: 'KE', extract: false })
			: undefined;
	if (found?.country !== 'KE' || !found.isValid() || found.ext) {
		throw new PassaError(
			'PHONE_NOT_KENYAN',
			'That is not a Kenyan mobile number. Write it like 0712 345 678 or +254 712 345 678.',
		);
	}
	return found.number.slice(1);
}

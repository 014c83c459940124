import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { plainDigits, readCount, readDollars, readPercent, readShillings } from './numbers.ts';

const test = suite('numbers from people');

type Read = { value: unknown; fault: string | null };
type Case = [string, unknown];

function all(cases: Case[], read: (text: string) => Read): void {
	for (const [text, expected] of cases) {
		const { value, fault } = read(text);
		assert.is(fault ?? value, expected, JSON.stringify(text));
	}
}

test('a price is whole shillings, however it is written; anything else is refused by name', () => {
	all(
		[
			['2500', '2500'],
			['KES 2,500', '2500'],
			['Ksh.2500', '2500'],
			['2 500', '2500'],
			['2\u00A0500', '2500'],
			['2,500.00', '2500'],
			['2500/=', '2500'],
			['500 bob', '500'],
			['٢٥٠٠', '2500'],
			['007', '7'],
			['0', '0'],
			['', null],
			['−5', 'NUMBER_NEGATIVE'],
			['-5', 'NUMBER_NEGATIVE'],
			['Ksh -5', 'NUMBER_NEGATIVE'],
			['Ksh 2k', 'NUMBER_UNREADABLE'],
			['free', 'NUMBER_UNREADABLE'],
			['KES', 'NUMBER_UNREADABLE'],
			['1e3', 'NUMBER_UNREADABLE'],
			['2500.5', 'NUMBER_NOT_WHOLE'],
			['1,5', 'NUMBER_NOT_WHOLE'],
			['1.000', 'NUMBER_AMBIGUOUS'],
			['1.000.000', 'NUMBER_AMBIGUOUS'],
			['9999999999', 'NUMBER_TOO_LARGE'],
		],
		readShillings,
	);
});

test('a count is a whole number up to its bound', () => {
	all(
		[
			['900', 900],
			['1 200', 1200],
			['1,200', 1200],
			['', null],
			['2.5', 'NUMBER_NOT_WHOLE'],
			['1.000', 'NUMBER_AMBIGUOUS'],
			['-5', 'NUMBER_NEGATIVE'],
			['x', 'NUMBER_UNREADABLE'],
			['4 1', 'NUMBER_UNREADABLE'],
			['5001', 'NUMBER_TOO_LARGE'],
			['9'.repeat(400), 'NUMBER_TOO_LARGE'],
		],
		(text) => readCount(text, 5000),
	);
});

test('dollars keep their decimals; a comma that may be a decimal point is refused', () => {
	all(
		[
			['19.5', '19.5'],
			['19.', '19'],
			['$1,250.50', '1250.50'],
			['20 USDC', '20'],
			['', null],
			['1,5', 'NUMBER_AMBIGUOUS'],
			['-1', 'NUMBER_NEGATIVE'],
			['1.2.3', 'NUMBER_UNREADABLE'],
			['1.12345678', 'NUMBER_UNREADABLE'],
			['1234567890', 'NUMBER_TOO_LARGE'],
		],
		readDollars,
	);
});

test('a percentage has at most two decimals', () => {
	all(
		[
			['12.5', 1250],
			['12,50 %', 1250],
			['100', 10_000],
			['', null],
			['101', 'NUMBER_TOO_LARGE'],
			['-5', 'NUMBER_NEGATIVE'],
			['12.555', 'NUMBER_UNREADABLE'],
			['a tenth', 'NUMBER_UNREADABLE'],
		],
		readPercent,
	);
	assert.is(readPercent('80', 7500).fault, 'NUMBER_TOO_LARGE');
});

test('digits of every script are digits', () => {
	assert.is(plainDigits('٠١٢٣٤٥٦٧٨٩ ۰۹ ०९ ０９ 𝟎𝟗'), '0123456789 09 09 09 09');
});

test.run();

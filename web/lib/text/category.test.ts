import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { categoryName, kinds } from './category.ts';

test('a kind is a word of the reader’s language; another one has a capital letter', () => {
	assert.equal(['comedy', 'Music', 'poetry', ''].map(categoryName), ['Comedy', 'Music', 'Poetry', '']);
	assert.is(kinds.comedy({}, { locale: 'sw' }), 'Vichekesho');
});

test.run();

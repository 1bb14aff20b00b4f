import { expect, it } from 'vitest';
import { catalogueOf } from './catalogue';

it('nests columns in tables in namespaces, empty ones and the system tables included', () => {
  const columns = [
    ['chat', 'messages', 'id'],
    ['chat', 'messages', 'body'],
    ['chat', 'rooms', 'room'],
  ];
  const { namespaces, schema } = catalogueOf(['chat', 'empty'], columns, [['users', ['user_id', 'role']]]);
  expect(namespaces).toEqual(['chat', 'empty']);
  expect(schema).toEqual({
    chat: { messages: ['id', 'body'], rooms: ['room'] },
    empty: {},
    system: { users: ['user_id', 'role'] },
  });
});

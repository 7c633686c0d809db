import extensions from '@stripe/extensibility-sdk/eslint';
import { parser } from 'typescript-eslint';

export default [
  { files: ['**/*.ts'], languageOptions: { parser } },
  { files: ['extensions/**/*.ts', 'shared/**/*.ts'], ...extensions },
];

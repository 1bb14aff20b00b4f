import { Route, Routes } from 'react-router';
import { NotFoundPage } from '../NotFoundPage';
import { FilePage } from './FilePage';
import { TableList } from './TableList';
import { TablePage } from './TablePage';

export default function TablesPages() {
  return (
    <Routes>
      <Route index element={<TableList />} />
      <Route path=":namespace/:table" element={<TablePage />} />
      <Route path=":namespace/:table/files/:file" element={<FilePage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  );
}

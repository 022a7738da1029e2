# Prints each cell of a workbook as an independent reader sees it: sheet, place, type, whether text, number or formula,
# number format, value.
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
for sheet in book.worksheets:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                print(sheet.title, cell.coordinate, type(cell.value).__name__, cell.data_type, cell.number_format,
                      cell.value)
